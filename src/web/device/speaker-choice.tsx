import { Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalMedia } from '../../client/api.ts';
import { useSignal } from '../app/use-signal.ts';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import { playChime } from './chime.ts';
import styles from './device-choice.module.css';
import { DeviceSelect } from './device-select.tsx';

export function SpeakerChoice({ media }: { media: LocalMedia }) {
  const { t } = useTranslation();
  const { speakers } = useSignal(media.devices);
  const speakerId = useSignal(media.speakerId);
  const [playing, setPlaying] = useState(false);
  const stopped = useRef(new AbortController());
  useEffect(() => {
    stopped.current = new AbortController();
    return () => stopped.current.abort();
  }, []);
  const test = async () => {
    setPlaying(true);
    await playChime(speakerId, stopped.current.signal);
    setPlaying(false);
  };
  return (
    <div className={cx(styles.choice)}>
      {speakers.length > 0 ? (
        <DeviceSelect
          label={t('device.speaker')}
          devices={speakers}
          selectedId={speakerId}
          onSelect={(id) => media.selectSpeaker(id)}
        />
      ) : (
        <div>
          <p className={cx(styles.label)}>{t('device.speaker')}</p>
          <p className={cx(styles.fixed)}>{t('device.speakerFixed')}</p>
        </div>
      )}
      <Button icon={<Icon of={Volume2} />} isBusy={playing} variant="quiet" onPress={() => void test()}>
        {playing ? t('prejoin.testingSpeaker') : t('prejoin.testSpeaker')}
      </Button>
    </div>
  );
}

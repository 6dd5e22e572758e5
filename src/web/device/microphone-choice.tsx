import { useTranslation } from 'react-i18next';
import type { LocalMedia } from '../../client/api.ts';
import { useSignal } from '../app/use-signal.ts';
import { cx } from '../design/cx.ts';
import { LevelMeter } from '../design/level-meter.tsx';
import styles from './device-choice.module.css';
import { DeviceSelect } from './device-select.tsx';

export function MicrophoneChoice({ media }: { media: LocalMedia }) {
  const { t } = useTranslation();
  const { microphones } = useSignal(media.devices);
  const selectedId = useSignal(media.microphone.selectedId);
  const state = useSignal(media.microphone.state);
  const muted = useSignal(media.microphone.muted);
  return (
    <div className={cx(styles.choice)}>
      <DeviceSelect
        label={t('device.microphone')}
        devices={microphones}
        selectedId={state.kind === 'on' ? (state.deviceId ?? selectedId) : selectedId}
        onSelect={(id) => void media.microphone.select(id)}
      />
      <div className={cx(styles.row)}>
        <LevelMeter level={media.microphone.level} label={t('device.level')} isMuted={muted} />
      </div>
    </div>
  );
}

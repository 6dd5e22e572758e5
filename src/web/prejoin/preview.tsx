import { Mic, MicOff, Video as VideoIcon, VideoOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LocalMedia } from '../../client/api.ts';
import { useDevice } from '../app/device.ts';
import { useSignal } from '../app/use-signal.ts';
import { Avatar } from '../design/avatar.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import { IconButton } from '../design/icon-button.tsx';
import { Video } from '../design/video.tsx';
import styles from './preview.module.css';

/** One's own picture, large, with the two switches that matter before joining. */
export function Preview({ media, name }: { media: LocalMedia; name: string }) {
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const { mirrored } = useSignal(preferences);
  const camera = useSignal(media.camera.state);
  const microphone = useSignal(media.microphone.state);
  const muted = useSignal(media.microphone.muted);
  const isHeard = microphone.kind === 'on' && !muted;
  const isSeen = camera.kind === 'on';
  const asksPermission = camera.kind === 'starting' || microphone.kind === 'starting';

  const toggleMicrophone = () => {
    if (microphone.kind === 'on') media.microphone.setMuted(!muted);
    else {
      media.microphone.setMuted(false);
      void media.microphone.start();
    }
  };
  const toggleCamera = () => (isSeen ? media.camera.stop() : void media.camera.start());

  return (
    <section aria-label={t('prejoin.preview')} className={cx(styles.preview)} data-self>
      {isSeen ? (
        <Video track={camera.track} className={cx(styles.video, mirrored && styles.mirrored)} />
      ) : (
        <div className={cx(styles.empty)}>
          {name.trim() !== '' && <Avatar name={name} size="large" />}
          <p>{t(camera.kind === 'starting' ? 'prejoin.cameraStarting' : 'prejoin.cameraOff')}</p>
        </div>
      )}
      {asksPermission && (
        <p role="status" className={cx(styles.ask)}>
          {t('prejoin.askPermission')}
        </p>
      )}
      <div className={cx(styles.switches)}>
        <IconButton
          variant="bar"
          tone={isHeard ? 'neutral' : 'off'}
          label={t(isHeard ? 'bar.mute' : 'bar.unmute')}
          onPress={toggleMicrophone}
        >
          <Icon of={isHeard ? Mic : MicOff} size="large" />
        </IconButton>
        <IconButton
          variant="bar"
          tone={isSeen ? 'neutral' : 'off'}
          label={t(isSeen ? 'bar.cameraOff' : 'bar.cameraOn')}
          onPress={toggleCamera}
        >
          <Icon of={isSeen ? VideoIcon : VideoOff} size="large" />
        </IconButton>
      </div>
    </section>
  );
}

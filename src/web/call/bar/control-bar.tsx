import {
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  UsersRound,
  Video as VideoIcon,
  VideoOff,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import type { CallViewModel } from '../call-view-model.ts';
import { CallStatus } from './call-status.tsx';
import styles from './control-bar.module.css';
import { MoreMenu, type MoreMenuProps } from './more-menu.tsx';

export interface ControlBarProps extends MoreMenuProps {
  model: CallViewModel;
  onLeave: () => void;
}

/** The controls of the call. They step back after a while and return with the first sign of the person. */
export function ControlBar({ model, onLeave, ...menu }: ControlBarProps) {
  const { t } = useTranslation();
  const { media, participants } = model.call;
  const visible = useSignal(model.bar.visible);
  const microphone = useSignal(media.microphone.state);
  const muted = useSignal(media.microphone.muted);
  const camera = useSignal(media.camera.state);
  const screen = useSignal(media.screen.state);
  const others = useSignal(participants).length;
  const sheet = useSignal(model.sheet);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = bar.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      model.bar.height.value = element.offsetHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [model]);
  const isHeard = microphone.kind === 'on' && !muted;
  const isSeen = camera.kind === 'on';
  const isSharing = screen.kind === 'on';

  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('bar.label')}
      data-visible={visible}
      className={cx(styles.bar, !visible && styles.hidden)}
      onFocus={(event) => model.bar.hold('focus', event.target.matches(':focus-visible'))}
      onBlur={() => model.bar.hold('focus', false)}
      onPointerEnter={(event) => model.bar.hold('pointer', event.pointerType === 'mouse')}
      onPointerLeave={() => model.bar.hold('pointer', false)}
    >
      <CallStatus model={model} />
      <div className={cx(styles.controls)}>
        <IconButton
          variant="bar"
          tone={isHeard ? 'neutral' : 'off'}
          label={t(
            microphone.kind === 'failed' ? 'bar.microphoneTrouble' : isHeard ? 'bar.mute' : 'bar.unmute',
          )}
          shortcut="M"
          badge={microphone.kind === 'failed' ? '!' : undefined}
          onPress={() => model.toggleMicrophone()}
        >
          <Icon of={isHeard ? Mic : MicOff} size="large" />
        </IconButton>
        <IconButton
          variant="bar"
          tone={isSeen ? 'neutral' : 'off'}
          label={t(
            camera.kind === 'failed' ? 'bar.cameraTrouble' : isSeen ? 'bar.cameraOff' : 'bar.cameraOn',
          )}
          shortcut="V"
          badge={camera.kind === 'failed' ? '!' : undefined}
          onPress={() => model.toggleCamera()}
        >
          <Icon of={isSeen ? VideoIcon : VideoOff} size="large" />
        </IconButton>
        {media.screen.supported && (
          <span className={cx(styles.roomy)}>
            <IconButton
              variant="bar"
              tone={isSharing ? 'active' : 'neutral'}
              label={t(isSharing ? 'bar.stopShare' : 'bar.share')}
              shortcut="S"
              onPress={() => model.toggleScreen()}
            >
              <Icon of={isSharing ? MonitorX : MonitorUp} size="large" />
            </IconButton>
          </span>
        )}
        <IconButton
          variant="bar"
          tone={sheet === 'people' ? 'active' : 'neutral'}
          label={t('bar.peopleCount', { count: others + 1 })}
          shortcut="P"
          badge={String(others + 1)}
          onPress={() => model.toggleSheet('people')}
        >
          <Icon of={UsersRound} size="large" />
        </IconButton>
        <MoreMenu {...menu} model={model} />
        <IconButton variant="bar" tone="danger" label={t('bar.leave')} onPress={onLeave}>
          <Icon of={PhoneOff} size="large" />
        </IconButton>
      </div>
      <span aria-hidden className={cx(styles.balance)} />
    </div>
  );
}

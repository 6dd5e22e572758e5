import { Mic, MicOff, PhoneOff } from 'lucide-react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import type { CallViewModel } from '../call-view-model.ts';
import { LockLabel } from '../security/lock-label.tsx';
import { TileView } from '../tile/tile-view.tsx';
import styles from './small-call.module.css';

/** The call in a small window: who matters most now, and the two controls that matter. */
export function SmallCall({
  model,
  window,
  onLeave,
}: {
  model: CallViewModel;
  window: Window;
  onLeave: () => void;
}) {
  const { t } = useTranslation();
  const tile = useSignal(model.stage.spotlight);
  const pinned = useSignal(model.stage.pinned);
  const trust = useSignal(model.security.trust);
  const muted = useSignal(model.call.media.microphone.muted);
  return createPortal(
    <div className={cx(styles.small)}>
      <p className={cx(styles.lock)}>
        <LockLabel security={model.security} isShort />
      </p>
      {tile !== undefined && (
        <TileView
          tile={tile}
          place="stage"
          trust={trust?.get(tile.participant.id)}
          isPinned={pinned === tile.key}
          onTogglePin={() => model.stage.togglePin(tile.key)}
        />
      )}
      <div className={cx(styles.controls)}>
        <IconButton
          variant="bar"
          tone={muted ? 'off' : 'neutral'}
          label={t(muted ? 'bar.unmute' : 'bar.mute')}
          onPress={() => model.toggleMicrophone()}
        >
          <Icon of={muted ? MicOff : Mic} size="large" />
        </IconButton>
        <IconButton variant="bar" tone="danger" label={t('bar.leave')} onPress={onLeave}>
          <Icon of={PhoneOff} size="large" />
        </IconButton>
      </div>
    </div>,
    window.document.body,
  );
}

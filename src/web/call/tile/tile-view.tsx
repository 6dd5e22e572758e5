import { Pin, PinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOptionalSignal } from '../../app/use-optional-signal.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Avatar } from '../../design/avatar.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import type { Trust } from '../security/security-view-model.ts';
import type { Placement } from '../stage/stage-view-model.ts';
import { QualityMark } from './quality-mark.tsx';
import { RemoteVideo } from './remote-video.tsx';
import type { Tile } from './tile.ts';
import { TileLabel } from './tile-label.tsx';
import styles from './tile-view.module.css';

export interface TileViewProps {
  tile: Tile;
  place: Placement['role'];
  /** Undefined where the person has no keys of this call. */
  trust: Trust | undefined;
  isPinned: boolean;
  onTogglePin: () => void;
}

/** One participant's picture with their name and what there is to know about it. */
export function TileView({ tile, place, trust, isPinned, onTogglePin }: TileViewProps) {
  const { t } = useTranslation();
  const { participant, source } = tile;
  const name = useSignal(participant.displayName);
  const camera = useSignal(participant.camera);
  const screen = useSignal(participant.screen);
  const microphone = useSignal(participant.microphone);
  const speaking = useSignal(participant.speaking) && source === 'camera';
  const track = source === 'screen' ? screen : camera;
  const pictureMuted = useOptionalSignal(track?.muted) ?? true;
  const isSilent = useOptionalSignal(microphone?.muted) ?? true;
  const isMuted = isSilent && source === 'camera';
  const hasPicture = track !== undefined && !pictureMuted;
  const title = source === 'screen' ? t('tile.screenOf', { name }) : name;
  const description = [
    title,
    trust !== undefined && t(`trust.${trust}`),
    speaking && t('tile.speaking'),
    isMuted && t('tile.muted'),
    !hasPicture && t('tile.cameraOff'),
    isPinned && t('tile.pinned'),
  ].filter((part) => part !== false);

  return (
    <article
      aria-label={description.join(', ')}
      data-peer-id={participant.id}
      data-source={source}
      data-role={place}
      className={cx(styles.tile, speaking && styles.speaking, isMuted && styles.silent)}
    >
      {hasPicture ? (
        <RemoteVideo track={track} className={cx(styles.video, source === 'screen' && styles.whole)} />
      ) : (
        <div className={cx(styles.empty)}>
          <Avatar name={name} size="large" />
        </div>
      )}
      <TileLabel title={title} isMuted={isMuted} isPinned={isPinned} trust={trust} />
      <div className={cx(styles.corner)}>
        <QualityMark quality={participant.quality} name={name} />
        <span className={cx(styles.action)}>
          <IconButton
            variant="tile"
            label={t(isPinned ? 'tile.unpin' : 'tile.pin', { name: title })}
            onPress={onTogglePin}
          >
            <Icon of={isPinned ? PinOff : Pin} />
          </IconButton>
        </span>
      </div>
    </article>
  );
}

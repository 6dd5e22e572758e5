import { MicOff, Pin } from 'lucide-react';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import type { Trust } from '../security/security-view-model.ts';
import { TrustMark } from '../security/trust-mark.tsx';
import styles from './tile-label.module.css';

export interface TileLabelProps {
  title: string;
  isMuted: boolean;
  isPinned: boolean;
  trust: Trust | undefined;
}

/** The name on a picture, and marks beside it. The picture's own name reads it all aloud. */
export function TileLabel({ title, isMuted, isPinned, trust }: TileLabelProps) {
  return (
    <div aria-hidden className={cx(styles.label)}>
      {isMuted && (
        <span className={cx(styles.muted)}>
          <Icon of={MicOff} size="small" />
        </span>
      )}
      {isPinned && <Icon of={Pin} size="small" />}
      <span className={cx(styles.name)}>{title}</span>
      {trust !== undefined && <TrustMark trust={trust} place="video" />}
    </div>
  );
}

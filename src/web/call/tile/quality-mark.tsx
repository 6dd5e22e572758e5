import type { ReadonlySignal } from '@preact/signals-core';
import { useTranslation } from 'react-i18next';
import type { ConnectionQuality } from '../../../client/api.ts';
import { useSignal } from '../../app/use-signal.ts';
import { cx } from '../../design/cx.ts';
import styles from './quality-mark.module.css';
import { SignalBars } from './signal-bars.tsx';

/** A weak connection, told on the tile that suffers from it. A good one is not worth a mark. */
export function QualityMark({ quality, name }: { quality: ReadonlySignal<ConnectionQuality>; name: string }) {
  const { t } = useTranslation();
  const { level, reason } = useSignal(quality);
  if (level > 2) return null;
  return (
    <span
      role="img"
      aria-label={t(`quality.theirs.${reason}`, { name })}
      title={t(`quality.theirs.${reason}`, { name })}
      className={cx(styles.mark, level === 1 && styles.worst)}
    >
      <SignalBars level={level} />
    </span>
  );
}

import { cx } from '../../design/cx.ts';
import styles from './progress-ring.module.css';

const radius = 20;
const length = 2 * Math.PI * radius;

/** How far something has come. @param label What, for assistive technology. @param share From 0 to 1. */
export function ProgressRing({ label, share }: { label: string; share: number }) {
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      className={cx(styles.ring)}
    >
      <svg viewBox="0 0 44 44" aria-hidden="true" className={cx(styles.drawing)}>
        <circle cx="22" cy="22" r={radius} className={cx(styles.track)} />
        <circle
          cx="22"
          cy="22"
          r={radius}
          className={cx(styles.share)}
          strokeDasharray={`${share * length} ${length}`}
        />
      </svg>
    </span>
  );
}

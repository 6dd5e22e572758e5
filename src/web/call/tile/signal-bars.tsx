import { cx } from '../../design/cx.ts';
import styles from './signal-bars.module.css';

/** The keys of the four steps in the messages. */
export const qualityNames = { 4: 'excellent', 3: 'good', 2: 'weak', 1: 'poor' } as const;

const bars = [1, 2, 3, 4] as const;

/** Four bars, as many filled as the connection is good. Its words stand on what surrounds it. */
export function SignalBars({ level }: { level: 1 | 2 | 3 | 4 }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden focusable="false" className={cx(styles.bars)}>
      {bars.map((bar) => (
        <rect
          key={bar}
          x={bar * 4.25 - 2}
          y={17 - bar * 3.5}
          width={2.75}
          height={bar * 3.5}
          rx={1}
          opacity={bar <= level ? 1 : 0.35}
        />
      ))}
    </svg>
  );
}

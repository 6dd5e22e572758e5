import { cx } from './cx.ts';
import styles from './spinner.module.css';

/** Something is under way. What it is stands beside it, so it is not read aloud. */
export function Spinner({ size = 'small' }: { size?: 'small' | 'large' }) {
  return <span aria-hidden className={cx(styles.spinner, styles[size])} />;
}

import { cx } from '../design/cx.ts';
import styles from './room-light.module.css';

/** The picture of the start page: window light on a wall. It says nothing, so it is not read aloud. */
export function RoomLight() {
  return (
    <div aria-hidden className={cx(styles.wall)}>
      <div className={cx(styles.light)}>
        <span />
        <span />
        <span />
        <span />
        <span />
        <span />
      </div>
    </div>
  );
}

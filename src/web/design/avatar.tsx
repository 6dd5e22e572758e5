import styles from './avatar.module.css';
import { cx } from './cx.ts';
import { initials } from './initials.ts';

export interface AvatarProps {
  name: string;
  size?: 'small' | 'large';
}

/** A person without a picture: their initials. The name itself stands beside it, so it is not read aloud. */
export function Avatar({ name, size = 'small' }: AvatarProps) {
  return (
    <span aria-hidden className={cx(styles.avatar, styles[size])}>
      {initials(name)}
    </span>
  );
}

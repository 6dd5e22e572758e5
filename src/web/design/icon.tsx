import type { LucideIcon } from 'lucide-react';
import { cx } from './cx.ts';
import styles from './icon.module.css';

export interface IconProps {
  of: LucideIcon;
  size?: 'small' | 'medium' | 'large';
}

/** One drawing of the set, always at the same stroke. Its name stands on the control around it. */
export function Icon({ of: Drawing, size = 'medium' }: IconProps) {
  return <Drawing aria-hidden focusable={false} className={cx(styles.icon, styles[size])} />;
}

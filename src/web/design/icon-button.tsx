import type { ReactNode, Ref } from 'react';
import { Button } from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { cx } from './cx.ts';
import styles from './icon-button.module.css';

export interface IconButtonProps {
  /** What pressing it does, in words: its name for assistive technology, and its tooltip. */
  label: string;
  children: ReactNode;
  /** `bar` and `tile` stand on video; `plain` on a surface. */
  variant?: 'plain' | 'bar' | 'tile';
  tone?: 'neutral' | 'off' | 'danger' | 'active';
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string;
  /** A small figure at the icon's corner. */
  badge?: string | undefined;
  isDisabled?: boolean;
  onPress?: () => void;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  label,
  children,
  variant = 'plain',
  tone = 'neutral',
  shortcut,
  badge,
  ...rest
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={600} closeDelay={0}>
      {/* A press by pointer leaves the focus where it was, so that the space bar still means "talk". */}
      <Button
        {...rest}
        aria-label={label}
        preventFocusOnPress={variant === 'bar'}
        className={cx(styles.button, styles[variant], styles[tone])}
      >
        {children}
        {badge !== undefined && (
          <span aria-hidden className={cx(styles.badge)}>
            {badge}
          </span>
        )}
      </Button>
      <Tooltip className={cx(styles.tooltip)} offset={8}>
        {label}
        {shortcut !== undefined && <kbd className={cx(styles.key)}>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

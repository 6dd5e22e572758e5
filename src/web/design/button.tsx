import type { ReactNode, Ref } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import styles from './button.module.css';
import { cx } from './cx.ts';

export interface ButtonProps {
  children: ReactNode;
  /** One primary button to a screen; danger for what cannot be undone. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  size?: 'medium' | 'large';
  icon?: ReactNode;
  type?: 'button' | 'submit';
  isDisabled?: boolean;
  /** What it does is under way or done: it keeps the focus, and a press does nothing. */
  isBusy?: boolean;
  autoFocus?: boolean;
  /** Its name for assistive technology, where the words on it need those around them to be understood. */
  label?: string;
  onPress?: () => void;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  children,
  variant = 'secondary',
  size = 'medium',
  icon,
  isBusy = false,
  ...rest
}: ButtonProps) {
  const { onPress, type = 'button', label, ...others } = rest;
  return (
    <AriaButton
      {...others}
      {...(label === undefined ? {} : { 'aria-label': label })}
      type={isBusy ? 'button' : type}
      onPress={() => !isBusy && onPress?.()}
      className={cx(styles.button, styles[variant], styles[size], isBusy && styles.busy)}
    >
      {icon}
      <span aria-live={isBusy ? 'polite' : 'off'}>{children}</span>
    </AriaButton>
  );
}

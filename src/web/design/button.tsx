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
  isPending?: boolean;
  autoFocus?: boolean;
  onPress?: () => void;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ children, variant = 'secondary', size = 'medium', icon, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={cx(styles.button, styles[variant], styles[size])}>
      {icon}
      <span>{children}</span>
    </AriaButton>
  );
}

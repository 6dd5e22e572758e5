import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components/Switch';
import { cx } from './cx.ts';
import styles from './switch.module.css';

export interface SwitchProps {
  children: ReactNode;
  /** What it means, in one sentence. */
  hint?: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
}

export function Switch({ children, hint, ...rest }: SwitchProps) {
  return (
    <AriaSwitch {...rest} className={cx(styles.switch)}>
      <span className={cx(styles.text)}>
        <span>{children}</span>
        {hint !== undefined && <span className={cx(styles.hint)}>{hint}</span>}
      </span>
      <span aria-hidden className={cx(styles.track)}>
        <span className={cx(styles.thumb)} />
      </span>
    </AriaSwitch>
  );
}

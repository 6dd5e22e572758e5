import { type ReactNode, useId } from 'react';
import { cx } from '../design/cx.ts';
import styles from './account-page.module.css';

export interface AccountSectionProps {
  title: string;
  /** What it means, in a sentence or two. */
  note?: string;
  children: ReactNode;
}

export function AccountSection({ title, note, children }: AccountSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={cx(styles.section)}>
      <h2 id={id} className={cx(styles.heading)}>
        {title}
      </h2>
      {note !== undefined && <p className={cx(styles.note)}>{note}</p>}
      {children}
    </section>
  );
}

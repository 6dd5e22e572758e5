import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import { cx } from './cx.ts';
import styles from './message-page.module.css';

export interface MessagePageProps {
  icon: ReactNode;
  title: string;
  text: string;
  /** The way on, most likely first. */
  actions?: ReactNode;
  children?: ReactNode;
  onHome: () => void;
}

/** A page that says one thing and offers the way on. */
export function MessagePage({ icon, title, text, actions, children, onHome }: MessagePageProps) {
  return (
    <div className={cx(styles.page)}>
      <header>
        <Brand onPress={onHome} />
      </header>
      <main className={cx(styles.main)}>
        <span className={cx(styles.icon)}>{icon}</span>
        <h1 className={cx(styles.title)}>{title}</h1>
        <p className={cx(styles.text)}>{text}</p>
        {children}
        {actions !== undefined && <div className={cx(styles.actions)}>{actions}</div>}
      </main>
    </div>
  );
}

import type { ReactNode } from 'react';
import { cx } from '../design/cx.ts';
import { BackButton } from './back-button.tsx';
import styles from './pane-frame.module.css';
import { useTitle } from './use-title.ts';

export interface PaneFrameProps {
  title: string;
  hasBack: boolean;
  children: ReactNode;
}

/** A page that is read from the top, beside the list or in its place. */
export function PaneFrame({ title, hasBack, children }: PaneFrameProps) {
  useTitle(title);
  return (
    <main data-pane="main" tabIndex={-1} className={cx(styles.pane)}>
      <div className={cx(styles.column)}>
        <header className={cx(styles.header)}>
          {hasBack && <BackButton />}
          <h1 className={cx(styles.title)}>{title}</h1>
        </header>
        {children}
      </div>
    </main>
  );
}

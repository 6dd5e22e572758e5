import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../design/cx.ts';
import { BackButton } from './back-button.tsx';
import styles from './pane-frame.module.css';

export interface PaneFrameProps {
  title: string;
  hasBack: boolean;
  children: ReactNode;
}

/** A page that is read from the top, beside the list or in its place. */
export function PaneFrame({ title, hasBack, children }: PaneFrameProps) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t('title.account', { page: title });
  }, [t, title]);
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

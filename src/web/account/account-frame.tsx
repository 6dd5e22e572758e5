import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import { Brand } from '../design/brand.tsx';
import { cx } from '../design/cx.ts';
import styles from './account-frame.module.css';

export interface AccountFrameProps {
  title: string;
  lead?: string;
  /** For pages that are read from the top, rather than filled in at a glance. */
  isLong?: boolean;
  children: ReactNode;
}

/** What all pages of an account stand in. */
export function AccountFrame({ title, lead, isLong = false, children }: AccountFrameProps) {
  const { t } = useTranslation();
  const { navigation } = useDevice();
  useEffect(() => {
    document.title = t('title.account', { page: title });
  }, [t, title]);
  return (
    <div className={cx(styles.page)}>
      <header className={cx(styles.header)}>
        <Brand onPress={navigation.openStart} />
      </header>
      <main className={cx(styles.main, isLong && styles.long)}>
        <div className={cx(styles.words)}>
          <h1 className={cx(styles.title)}>{title}</h1>
          {lead !== undefined && <p className={cx(styles.lead)}>{lead}</p>}
        </div>
        {children}
      </main>
    </div>
  );
}

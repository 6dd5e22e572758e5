import type { ReactNode } from 'react';
import { useDevice } from '../app/device.ts';
import { type AccountPage, accountPaths } from '../app/route.ts';
import { cx } from '../design/cx.ts';
import styles from './account-link.module.css';

/** Leads to a page of the account, in this tab or where the person wants it. */
export function AccountLink({ to, children }: { to: AccountPage; children: ReactNode }) {
  const { navigation } = useDevice();
  return (
    <a
      href={accountPaths[to]}
      className={cx(styles.link)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigation.openAccount(to);
      }}
    >
      {children}
    </a>
  );
}

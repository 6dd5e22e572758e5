import { MessageCircle } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountLink } from '../account/account-link.tsx';
import { useDevice } from '../app/device.ts';
import { accountPaths } from '../app/route.ts';
import { useServices } from '../app/services.ts';
import { useSignal } from '../app/use-signal.ts';
import { Avatar } from '../design/avatar.tsx';
import { cx } from '../design/cx.ts';
import { Icon } from '../design/icon.tsx';
import styles from './account-corner.module.css';

/** The way in for whoever has an account; who they are for whoever is logged in. */
export function AccountCorner() {
  const { t } = useTranslation();
  const { navigation, preferences } = useDevice();
  const { loadAccounts } = useServices();
  const { account } = useSignal(preferences);
  const isKnown = account !== null;

  useEffect(() => {
    // Whoever seems to be logged in may have been logged out elsewhere: the library asks, and corrects the hint.
    if (isKnown) void loadAccounts();
  }, [isKnown, loadAccounts]);

  if (account === null) return <AccountLink to="log-in">{t('start.logIn')}</AccountLink>;
  return (
    <>
      <CornerLink path="/messages" onOpen={() => navigation.openMessages('/messages')}>
        <Icon of={MessageCircle} />
        <span className={cx(styles.name)}>{t('start.messages')}</span>
      </CornerLink>
      <CornerLink path={accountPaths.account} onOpen={() => navigation.openAccount('account')}>
        <span className={cx(styles.prefix)}>{t('start.account')}</span>
        <Avatar name={account.displayName} />
        <span className={cx(styles.name)}>{account.displayName}</span>
      </CornerLink>
    </>
  );
}

function CornerLink({ path, onOpen, children }: { path: string; onOpen: () => void; children: ReactNode }) {
  return (
    <a
      href={path}
      className={cx(styles.person)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
      }}
    >
      {children}
    </a>
  );
}

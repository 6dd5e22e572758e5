import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountLink } from '../account/account-link.tsx';
import { useDevice } from '../app/device.ts';
import { accountPaths } from '../app/route.ts';
import { useServices } from '../app/services.ts';
import { useSignal } from '../app/use-signal.ts';
import { Avatar } from '../design/avatar.tsx';
import { cx } from '../design/cx.ts';
import styles from './account-corner.module.css';

/** The way in for whoever has an account; who they are for whoever is logged in. */
export function AccountCorner() {
  const { t } = useTranslation();
  const { accountHints, navigation } = useDevice();
  const { loadAccounts } = useServices();
  const hint = useSignal(accountHints.hint);
  const isKnown = hint !== undefined;

  useEffect(() => {
    // Whoever seems to be logged in may have been logged out elsewhere: the library asks, and corrects the hint.
    if (isKnown) void loadAccounts();
  }, [isKnown, loadAccounts]);

  if (hint === undefined) return <AccountLink to="log-in">{t('account.logIn.link')}</AccountLink>;
  return (
    <a
      href={accountPaths.account}
      aria-label={t('account.page.link', { name: hint.displayName })}
      className={cx(styles.person)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        navigation.openAccount('account');
      }}
    >
      <Avatar name={hint.displayName} />
      <span className={cx(styles.name)}>{hint.displayName}</span>
    </a>
  );
}

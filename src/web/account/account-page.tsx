import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import type { Accounts } from '../app/services.ts';
import { useSignal } from '../app/use-signal.ts';
import { Waiting } from '../app/waiting.tsx';
import { Button } from '../design/button.tsx';
import { ProblemNote } from './account-form.tsx';
import { AccountFrame } from './account-frame.tsx';
import { BrowsersSection } from './browsers-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { RecoverySection } from './recovery-section.tsx';
import { useAccounts } from './use-accounts.ts';
import { useTask } from './use-task.ts';

/** Everything that a person can do with their account. */
export function AccountPage() {
  const { t } = useTranslation();
  const { navigation } = useDevice();
  const accounts = useAccounts();
  const state = useSignal(accounts.state);

  useEffect(() => {
    if (state.kind === 'signed-out') navigation.openAccount('log-in');
  }, [navigation, state.kind]);

  if (state.kind === 'unknown') return <UnknownAccount accounts={accounts} />;
  if (state.kind === 'signed-out') return <Waiting />;
  return (
    <AccountFrame title={t('account.page.title')} lead={state.handle} isLong>
      <ProfileSection accounts={accounts} displayName={state.displayName} />
      <BrowsersSection accounts={accounts} />
      <PasswordSection accounts={accounts} personal={[state.handle, state.displayName]} />
      <RecoverySection accounts={accounts} handle={state.handle} />
      <DeleteSection accounts={accounts} handle={state.handle} />
    </AccountFrame>
  );
}

/** The server has not said yet who is logged in, or could not be asked. */
function UnknownAccount({ accounts }: { accounts: Accounts }) {
  const { t } = useTranslation();
  const task = useTask();
  const ask = () => task.run(() => accounts.resume());
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens.
  useEffect(ask, []);
  if (task.problem === undefined) return <Waiting />;
  return (
    <AccountFrame title={t('account.page.title')}>
      <ProblemNote problem={task.problem} />
      <Button size="large" onPress={ask}>
        {t('app.tryAgain')}
      </Button>
    </AccountFrame>
  );
}

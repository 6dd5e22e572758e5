import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import { useSignal } from '../app/use-signal.ts';
import { Waiting } from '../app/waiting.tsx';
import { AccountFrame } from './account-frame.tsx';
import { BrowsersSection } from './browsers-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { DevicesSection } from './devices-section.tsx';
import { ExportSection } from './export-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { RecoverySection } from './recovery-section.tsx';
import { UnknownAccount } from './unknown-account.tsx';
import { useAccounts } from './use-accounts.ts';

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
      <DevicesSection />
      <PasswordSection accounts={accounts} personal={[state.handle, state.displayName]} />
      <RecoverySection accounts={accounts} handle={state.handle} />
      <ExportSection handle={state.handle} />
      <DeleteSection accounts={accounts} handle={state.handle} />
    </AccountFrame>
  );
}

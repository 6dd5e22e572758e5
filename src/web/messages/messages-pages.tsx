import { Suspense, use, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { loadAccountTexts } from '../account/account-texts.ts';
import { keepReturnPath } from '../account/return-path.ts';
import { UnknownAccount } from '../account/unknown-account.tsx';
import { useAccounts } from '../account/use-accounts.ts';
import { useDevice } from '../app/device.ts';
import { type AccountState, useServices } from '../app/services.ts';
import { useSignal } from '../app/use-signal.ts';
import { Waiting } from '../app/waiting.tsx';
import { parseMessagesPath } from './messages-path.ts';
import { MessagesShell } from './messages-shell.tsx';
import { loadMessagesTexts } from './messages-texts.ts';
import { MessagesProvider } from './use-messages.ts';

/** The pages of contacts and conversations, which load once somebody opens one of them. */
export default function MessagesPages({ path }: { path: string }) {
  return (
    <Suspense fallback={<Waiting />}>
      <Texted path={path} />
    </Suspense>
  );
}

function Texted({ path }: { path: string }) {
  const { i18n } = useTranslation();
  use(loadMessagesTexts(i18n, i18n.language));
  use(loadAccountTexts(i18n, i18n.language));
  const { navigation, tabStorage } = useDevice();
  const accounts = useAccounts();
  const state = useSignal(accounts.state);

  useEffect(() => {
    if (state.kind !== 'signed-out') return;
    keepReturnPath(tabStorage, path);
    navigation.openAccount('log-in');
  }, [navigation, path, state.kind, tabStorage]);

  if (state.kind === 'unknown') return <UnknownAccount accounts={accounts} />;
  if (state.kind === 'signed-out') return <Waiting />;
  return <SignedIn path={path} me={state} />;
}

function SignedIn({ path, me }: { path: string; me: Extract<AccountState, { kind: 'signed-in' }> }) {
  const { navigation } = useDevice();
  const { loadMessenger } = useServices();
  const messenger = use(loadMessenger());
  const messages = useMemo(
    () => ({ messenger, me, open: navigation.openMessages }),
    [messenger, me, navigation],
  );
  return (
    <MessagesProvider value={messages}>
      <MessagesShell place={parseMessagesPath(path)} />
    </MessagesProvider>
  );
}

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Accounts } from '../app/services.ts';
import { Waiting } from '../app/waiting.tsx';
import { Button } from '../design/button.tsx';
import { ProblemNote } from './account-form.tsx';
import { AccountFrame } from './account-frame.tsx';
import { useTask } from './use-task.ts';

/** The server has not said yet who is logged in, or could not be asked. */
export function UnknownAccount({ accounts }: { accounts: Accounts }) {
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

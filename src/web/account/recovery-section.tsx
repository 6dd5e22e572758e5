import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Accounts } from '../app/services.ts';
import { Button } from '../design/button.tsx';
import { AccountForm } from './account-form.tsx';
import { AccountSection } from './account-section.tsx';
import { PresentPassword } from './present-password.tsx';
import { RecoveryKeyCard } from './recovery-key-card.tsx';
import { useTask } from './use-task.ts';

/** A new recovery key in place of the old one, which opens nothing from then on. */
export function RecoverySection({ accounts, handle }: { accounts: Accounts; handle: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const [recoveryKey, setRecoveryKey] = useState<string>();
  const task = useTask();

  const renew = () => {
    setChecked(true);
    if (password === '') return;
    task.run(async () => {
      setRecoveryKey(await accounts.renewRecoveryKey({ password }));
      setPassword('');
      setChecked(false);
    });
  };
  const done = () => {
    setRecoveryKey(undefined);
    setOpen(false);
  };

  return (
    <AccountSection title={t('account.recoveryKey.section')} note={t('account.recoveryKey.note')}>
      {recoveryKey !== undefined ? (
        <RecoveryKeyCard recoveryKey={recoveryKey} handle={handle} onKept={done} />
      ) : isOpen ? (
        <AccountForm onSubmit={renew} problem={task.problem}>
          <PresentPassword value={password} onChange={setPassword} isChecked={isChecked} autoFocus />
          <Button type="submit" isBusy={task.isBusy}>
            {t(task.isBusy ? 'account.saving' : 'account.recoveryKey.renew')}
          </Button>
        </AccountForm>
      ) : (
        <div>
          <Button onPress={() => setOpen(true)}>{t('account.recoveryKey.renew')}</Button>
        </div>
      )}
    </AccountSection>
  );
}

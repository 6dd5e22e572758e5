import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Accounts } from '../app/services.ts';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { AccountForm } from './account-form.tsx';
import styles from './account-page.module.css';
import { AccountSection } from './account-section.tsx';
import { NewPassword, passwordError } from './new-password.tsx';
import { PresentPassword } from './present-password.tsx';
import { useStrength } from './use-strength.ts';
import { useTask } from './use-task.ts';

export function PasswordSection({ accounts, personal }: { accounts: Accounts; personal: readonly string[] }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const [isSaved, setSaved] = useState(false);
  const task = useTask();
  const strength = useStrength(newPassword, personal);

  const change = () => {
    setChecked(true);
    setSaved(false);
    if (password === '' || passwordError(newPassword, strength) !== undefined) return;
    task.run(async () => {
      await accounts.changePassword({ password, newPassword });
      setPassword('');
      setNewPassword('');
      setChecked(false);
      setSaved(true);
    });
  };

  return (
    <AccountSection title={t('account.password.title')} note={t('account.password.note')}>
      <AccountForm onSubmit={change} problem={task.problem}>
        <PresentPassword value={password} onChange={setPassword} isChecked={isChecked} />
        <NewPassword
          value={newPassword}
          onChange={setNewPassword}
          personal={personal}
          isChecked={isChecked}
        />
        <Button type="submit" isBusy={task.isBusy}>
          {t(task.isBusy ? 'account.saving' : 'account.password.change')}
        </Button>
      </AccountForm>
      <p role="status" className={cx(styles.saved)}>
        {isSaved ? t('account.password.changed') : null}
      </p>
    </AccountSection>
  );
}

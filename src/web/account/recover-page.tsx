import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { TextField } from '../design/text-field.tsx';
import formStyles from './account-form.module.css';
import { AccountForm } from './account-form.tsx';
import { AccountFrame } from './account-frame.tsx';
import { AccountLink } from './account-link.tsx';
import { NewPassword, passwordError } from './new-password.tsx';
import { useAccounts } from './use-accounts.ts';
import { useEntered } from './use-entered.ts';
import { useStrength } from './use-strength.ts';
import { useTask } from './use-task.ts';

/** A new password by the recovery key. All other browsers are logged out. */
export function RecoverPage() {
  const { t } = useTranslation();
  const entered = useEntered();
  const accounts = useAccounts();
  const [handle, setHandle] = useState('');
  const [recoveryKey, setRecoveryKey] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const task = useTask();
  const personal = [handle];
  const strength = useStrength(newPassword, personal);
  const keyProblem = accounts.recoveryKeyProblem(recoveryKey);

  const recover = () => {
    setChecked(true);
    const isMissing = handle.trim() === '' || keyProblem !== undefined;
    if (isMissing || passwordError(newPassword, strength) !== undefined) return;
    task.run(async () => {
      await accounts.recover({ handle, recoveryKey, newPassword });
      entered();
    });
  };

  return (
    <AccountFrame title={t('account.recover.title')} lead={t('account.recover.lead')}>
      <AccountForm onSubmit={recover} problem={task.problem}>
        <TextField
          label={t('account.handle.label')}
          value={handle}
          onChange={setHandle}
          error={isChecked && handle.trim() === '' ? t('account.handle.missing') : undefined}
          autoComplete="username"
          isCode
        />
        <TextField
          label={t('account.recoveryKey.label')}
          value={recoveryKey}
          onChange={setRecoveryKey}
          error={isChecked && keyProblem !== undefined ? t(`account.recoveryKey.${keyProblem}`) : undefined}
          autoComplete="off"
          isCode
        />
        <NewPassword
          value={newPassword}
          onChange={setNewPassword}
          personal={personal}
          isChecked={isChecked}
        />
        <Button type="submit" variant="primary" size="large" isBusy={task.isBusy}>
          {t(task.isBusy ? 'account.recover.busy' : 'account.recover.action')}
        </Button>
      </AccountForm>
      <div className={cx(formStyles.elsewhere)}>
        <AccountLink to="log-in">{t('account.recover.back')}</AccountLink>
      </div>
    </AccountFrame>
  );
}

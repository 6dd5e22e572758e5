import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import { setPreference } from '../app/preferences.ts';
import { useSignal } from '../app/use-signal.ts';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { PasswordField } from '../design/password-field.tsx';
import { TextField } from '../design/text-field.tsx';
import formStyles from './account-form.module.css';
import { AccountForm } from './account-form.tsx';
import { AccountFrame } from './account-frame.tsx';
import { AccountLink } from './account-link.tsx';
import { useAccounts } from './use-accounts.ts';
import { useEntered } from './use-entered.ts';
import { useTask } from './use-task.ts';

export function LogInPage() {
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const entered = useEntered();
  const accounts = useAccounts();
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const task = useTask();
  const state = useSignal(accounts.state);

  useEffect(() => {
    if (state.kind !== 'signed-in') return;
    // The name under which one joins calls from here on; it can be another one in any call.
    setPreference(preferences, { displayName: state.displayName });
    entered();
  }, [state, entered, preferences]);

  const logIn = () => {
    const isMissing = handle.trim() === '' || password === '';
    setMissing(isMissing);
    if (isMissing) return;
    task.run(async () => {
      await accounts.logIn({ handle, password });
    });
  };

  return (
    <AccountFrame title={t('account.logIn.title')}>
      <AccountForm onSubmit={logIn} problem={task.problem}>
        <TextField
          label={t('account.handle.label')}
          value={handle}
          onChange={setHandle}
          error={missing && handle.trim() === '' ? t('account.handle.missing') : undefined}
          autoComplete="username"
          isCode
          autoFocus
        />
        <PasswordField
          label={t('account.password.label')}
          value={password}
          onChange={setPassword}
          error={missing && password === '' ? t('account.password.missing') : undefined}
          autoComplete="current-password"
        />
        <Button type="submit" variant="primary" size="large" isBusy={task.isBusy}>
          {t(task.isBusy ? 'account.logIn.busy' : 'account.logIn.action')}
        </Button>
      </AccountForm>
      <div className={cx(formStyles.elsewhere)}>
        <AccountLink to="recover">{t('account.logIn.forgotten')}</AccountLink>
        <p>
          {t('account.logIn.new')} <AccountLink to="sign-up">{t('account.signUp.link')}</AccountLink>
        </p>
      </div>
    </AccountFrame>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseHandle } from '../../protocol/accounts.ts';
import { useDevice } from '../app/device.ts';
import { setPreference } from '../app/preferences.ts';
import { Button } from '../design/button.tsx';
import { cx } from '../design/cx.ts';
import { TextField } from '../design/text-field.tsx';
import formStyles from './account-form.module.css';
import { AccountForm } from './account-form.tsx';
import { AccountFrame } from './account-frame.tsx';
import { AccountLink } from './account-link.tsx';
import { NewPassword, passwordError } from './new-password.tsx';
import { RecoveryKeyCard } from './recovery-key-card.tsx';
import { useAccounts } from './use-accounts.ts';
import { useEntered } from './use-entered.ts';
import { useStrength } from './use-strength.ts';
import { useTask } from './use-task.ts';

/** Makes an account. Its recovery key is shown before anything else can be done, and never again. */
export function SignUpPage() {
  const { t } = useTranslation();
  const { navigation, preferences } = useDevice();
  const accounts = useAccounts();
  const [displayName, setDisplayName] = useState(preferences.peek().displayName);
  const [handle, setHandle] = useState('');
  const [password, setPassword] = useState('');
  const [invitation, setInvitation] = useState('');
  const [isChecked, setChecked] = useState(false);
  const [recoveryKey, setRecoveryKey] = useState<string>();
  const task = useTask();
  const entered = useEntered();
  const personal = [handle, displayName];
  const strength = useStrength(password, personal);
  const needsInvitation = accounts.registration === 'invitation';

  if (accounts.registration === 'closed') {
    return (
      <AccountFrame title={t('account.signUp.title')} lead={t('account.signUp.closed')}>
        <Button size="large" onPress={navigation.openStart}>
          {t('app.home')}
        </Button>
      </AccountFrame>
    );
  }

  if (recoveryKey !== undefined) {
    return (
      <AccountFrame title={t('account.recoveryKey.title')} lead={t('account.recoveryKey.lead')}>
        <RecoveryKeyCard recoveryKey={recoveryKey} handle={handle} onKept={entered} />
      </AccountFrame>
    );
  }

  const handleError =
    handle.trim() === '' ? 'missing' : parseHandle(handle) === undefined ? 'wrong' : undefined;
  const signUp = () => {
    setChecked(true);
    const isMissing = displayName.trim() === '' || (needsInvitation && invitation.trim() === '');
    if (isMissing || handleError !== undefined || passwordError(password, strength) !== undefined) return;
    task.run(async () => {
      setPreference(preferences, { displayName: displayName.trim() });
      setRecoveryKey(
        await accounts.signUp({
          handle,
          displayName: displayName.trim(),
          password,
          ...(needsInvitation && { invitation: invitation.trim() }),
        }),
      );
    });
  };

  return (
    <AccountFrame title={t('account.signUp.title')} lead={t('account.signUp.lead')}>
      <AccountForm onSubmit={signUp} problem={task.problem}>
        <TextField
          label={t('prejoin.name')}
          placeholder={t('prejoin.namePlaceholder')}
          value={displayName}
          onChange={setDisplayName}
          error={isChecked && displayName.trim() === '' ? t('account.name.missing') : undefined}
          maxLength={64}
          autoComplete="name"
        />
        <TextField
          label={t('account.handle.label')}
          placeholder={t('account.handle.placeholder')}
          value={handle}
          onChange={setHandle}
          error={isChecked && handleError !== undefined ? t(`account.handle.${handleError}`) : undefined}
          autoComplete="username"
          isCode
        />
        <NewPassword value={password} onChange={setPassword} personal={personal} isChecked={isChecked} />
        {needsInvitation && (
          <TextField
            label={t('account.invitation.label')}
            value={invitation}
            onChange={setInvitation}
            error={isChecked && invitation.trim() === '' ? t('account.invitation.missing') : undefined}
            autoComplete="off"
            isCode
          />
        )}
        <Button type="submit" variant="primary" size="large" isBusy={task.isBusy}>
          {t(task.isBusy ? 'account.signUp.busy' : 'account.signUp.action')}
        </Button>
      </AccountForm>
      <div className={cx(formStyles.elsewhere)}>
        <p>
          {t('account.signUp.known')} <AccountLink to="log-in">{t('account.logIn.link')}</AccountLink>
        </p>
      </div>
    </AccountFrame>
  );
}

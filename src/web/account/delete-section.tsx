import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import type { Accounts } from '../app/services.ts';
import { Button } from '../design/button.tsx';
import { Confirmation } from '../design/confirmation.tsx';
import { AccountForm } from './account-form.tsx';
import { AccountSection } from './account-section.tsx';
import { PresentPassword } from './present-password.tsx';
import { useTask } from './use-task.ts';

/** The end of an account: by password, and after a question that names what goes. */
export function DeleteSection({ accounts, handle }: { accounts: Accounts; handle: string }) {
  const { t } = useTranslation();
  const { navigation } = useDevice();
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState('');
  const [isChecked, setChecked] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const task = useTask();

  return (
    <AccountSection title={t('account.delete.title')} note={t('account.delete.note')}>
      {isOpen ? (
        <AccountForm
          problem={task.problem}
          onSubmit={() => {
            setChecked(true);
            if (password !== '') setAsking(true);
          }}
        >
          <PresentPassword value={password} onChange={setPassword} isChecked={isChecked} autoFocus />
          <Button type="submit" variant="danger" isBusy={task.isBusy}>
            {t(task.isBusy ? 'account.delete.busy' : 'account.delete.action')}
          </Button>
        </AccountForm>
      ) : (
        <div>
          <Button variant="danger" onPress={() => setOpen(true)}>
            {t('account.delete.action')}
          </Button>
        </div>
      )}
      <Confirmation
        title={t('account.delete.sure', { handle })}
        text={t('account.delete.text')}
        confirmLabel={t('account.delete.action')}
        isOpen={isAsking}
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          task.run(async () => {
            await accounts.deleteAccount({ password });
            navigation.openStart();
          });
        }}
      />
    </AccountSection>
  );
}

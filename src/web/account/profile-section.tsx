import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevice } from '../app/device.ts';
import { setPreference } from '../app/preferences.ts';
import type { Accounts } from '../app/services.ts';
import { cx } from '../design/cx.ts';
import { NameField } from '../settings/name-field.tsx';
import { ProblemNote } from './account-form.tsx';
import styles from './account-page.module.css';
import { AccountSection } from './account-section.tsx';
import { useTask } from './use-task.ts';

export function ProfileSection({ accounts, displayName }: { accounts: Accounts; displayName: string }) {
  const { t } = useTranslation();
  const { preferences } = useDevice();
  const [isSaved, setSaved] = useState(false);
  const task = useTask();
  const rename = (name: string) =>
    task.run(async () => {
      setSaved(false);
      await accounts.rename(name);
      setPreference(preferences, { displayName: name });
      setSaved(true);
    });
  return (
    <AccountSection title={t('account.profile.title')} note={t('account.profile.note')}>
      <NameField key={displayName} name={displayName} onRename={rename} />
      <p role="status" className={cx(styles.saved)}>
        {task.isBusy ? t('account.saving') : isSaved ? t('account.saved') : null}
      </p>
      <ProblemNote problem={task.problem} />
    </AccountSection>
  );
}

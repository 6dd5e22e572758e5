import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountForm } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { Button } from '../../design/button.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { TextField } from '../../design/text-field.tsx';
import { titleLimit } from '../list/new-conversation.tsx';
import type { GroupSheetProps } from './add-members.tsx';

export function RenameGroup(props: GroupSheetProps) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('messages.details.rename')} isOpen={props.isOpen} onClose={props.onClose}>
      <RenameForm {...props} />
    </Sheet>
  );
}

function RenameForm({ conversation, onClose }: GroupSheetProps) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(conversation.summary.peek().title ?? '');
  const [isChecked, setChecked] = useState(false);
  const task = useTask();
  const isMissing = title.trim() === '';
  const rename = () => {
    setChecked(true);
    if (isMissing) return;
    task.run(async () => {
      await conversation.rename(title.trim());
      onClose();
    });
  };
  return (
    <AccountForm onSubmit={rename} problem={task.problem}>
      <TextField
        label={t('messages.new.groupTitle')}
        value={title}
        onChange={setTitle}
        maxLength={titleLimit}
        error={isChecked && isMissing ? t('messages.new.titleMissing') : undefined}
        autoFocus
      />
      <Button type="submit" variant="primary" isBusy={task.isBusy}>
        {t('messages.details.rename')}
      </Button>
    </AccountForm>
  );
}

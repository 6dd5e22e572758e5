import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Sheet } from '../../design/sheet.tsx';
import { Switch } from '../../design/switch.tsx';
import { TextField } from '../../design/text-field.tsx';
import { messagesPaths } from '../messages-path.ts';
import { PeopleChoice } from '../people-choice.tsx';
import { useMessages } from '../use-messages.ts';
import styles from './new-conversation.module.css';

/** The longest title of a group. */
export const titleLimit = 64;

export function NewConversation({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('messages.new.title')} isOpen={isOpen} onClose={onClose}>
      <NewConversationForm onDone={onClose} />
    </Sheet>
  );
}

/** One contact is talked to alone; several make a group with a title. */
function NewConversationForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { messenger, open } = useMessages();
  const contacts = useSignal(messenger.contacts).filter(({ state }) => state === 'accepted');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [title, setTitle] = useState('');
  const [newcomersSeeHistory, setNewcomersSeeHistory] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const task = useTask();
  const isGroup = chosen.size > 1;

  const begin = () => {
    setChecked(true);
    const members = [...chosen];
    const [first] = members;
    if (first === undefined || (isGroup && title.trim() === '')) return;
    task.run(async () => {
      const conversationId = isGroup
        ? await messenger.createGroup({ title: title.trim(), members, newcomersSeeHistory })
        : await messenger.openDirect(first);
      onDone();
      open(messagesPaths.conversation(conversationId));
    });
  };

  if (contacts.length === 0) {
    return (
      <div className={cx(styles.form)}>
        <p className={cx(styles.hint)}>{t('messages.new.nobody')}</p>
        <Button
          variant="primary"
          onPress={() => {
            onDone();
            open(messagesPaths.contacts);
          }}
        >
          {t('messages.first.action')}
        </Button>
      </div>
    );
  }
  return (
    <form
      noValidate
      className={cx(styles.form)}
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <p className={cx(styles.hint)}>{t('messages.new.hint')}</p>
      <PeopleChoice contacts={contacts} chosen={chosen} onChange={setChosen} />
      {isGroup && (
        <>
          <TextField
            label={t('messages.new.groupTitle')}
            value={title}
            onChange={setTitle}
            maxLength={titleLimit}
            error={isChecked && title.trim() === '' ? t('messages.new.titleMissing') : undefined}
          />
          <Switch
            isSelected={newcomersSeeHistory}
            onChange={setNewcomersSeeHistory}
            hint={t('messages.history.hint')}
          >
            {t('messages.history.label')}
          </Switch>
        </>
      )}
      <ProblemNote problem={task.problem} />
      <Button type="submit" variant="primary" isDisabled={chosen.size === 0} isBusy={task.isBusy}>
        {isGroup ? t('messages.new.makeGroup', { count: chosen.size }) : t('messages.new.begin')}
      </Button>
    </form>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { Sheet } from '../../design/sheet.tsx';
import { PeopleChoice } from '../people-choice.tsx';
import { useMessages } from '../use-messages.ts';

export interface GroupSheetProps {
  conversation: Conversation;
  isOpen: boolean;
  onClose: () => void;
}

export function AddMembers(props: GroupSheetProps) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('messages.details.add')} isOpen={props.isOpen} onClose={props.onClose}>
      <AddMembersForm {...props} />
    </Sheet>
  );
}

/** Whoever is added reads what is said from then on. */
function AddMembersForm({ conversation, onClose }: GroupSheetProps) {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const members = new Set(useSignal(conversation.members).map(({ accountId }) => accountId));
  const contacts = useSignal(messenger.contacts).filter(
    ({ accountId, state }) => state === 'accepted' && !members.has(accountId),
  );
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const newcomersSeeHistory = useSignal(conversation.newcomersSeeHistory);
  const task = useTask();
  return (
    <>
      <p>{t(newcomersSeeHistory ? 'messages.details.addTextWithHistory' : 'messages.details.addText')}</p>
      <PeopleChoice contacts={contacts} chosen={chosen} onChange={setChosen} />
      <ProblemNote problem={task.problem} />
      <Button
        variant="primary"
        isDisabled={chosen.size === 0}
        isBusy={task.isBusy}
        onPress={() =>
          task.run(async () => {
            await conversation.add([...chosen]);
            onClose();
          })
        }
      >
        {t('messages.details.addAction', { count: chosen.size })}
      </Button>
    </>
  );
}

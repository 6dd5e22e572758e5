import { useTranslation } from 'react-i18next';
import type { ContactState, FoundPerson } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { messagesPaths } from '../messages-path.ts';
import { PersonRow } from '../person-row.tsx';
import { useMessages } from '../use-messages.ts';
import styles from './found-card.module.css';

/** Somebody who was looked for, and the next step with them. */
export function FoundCard({ found }: { found: FoundPerson }) {
  const { t } = useTranslation();
  const { messenger, open } = useMessages();
  const known = useSignal(messenger.contacts).find(({ accountId }) => accountId === found.accountId);
  const task = useTask();
  const { accountId, displayName: name, handle, isMe } = found;
  // What they are to one may have changed since they were found.
  const state: ContactState = known?.state ?? found.state;
  const person = known ?? found;
  const trust =
    person.trust === 'pinned'
      ? undefined
      : known === undefined && person.trust === 'verified'
        ? t('messages.find.byLink')
        : t(`messages.safety.${person.trust}`, { name });
  return (
    <div className={cx(styles.card)}>
      <ul>
        <PersonRow person={person} note={handle}>
          {!isMe && (state === 'none' || state === 'asking' || state === 'ignored') && (
            <Button
              variant="primary"
              isBusy={task.isBusy}
              onPress={() => task.run(() => messenger.askContact(accountId))}
            >
              {t(state === 'none' ? 'messages.contacts.ask' : 'messages.contacts.accept')}
            </Button>
          )}
          {!isMe && state === 'accepted' && (
            <Button
              variant="primary"
              isBusy={task.isBusy}
              onPress={() =>
                task.run(async () => open(messagesPaths.conversation(await messenger.openDirect(accountId))))
              }
            >
              {t('messages.new.begin')}
            </Button>
          )}
          {!isMe && state === 'blocked' && (
            <Button isBusy={task.isBusy} onPress={() => task.run(() => messenger.removeContact(accountId))}>
              {t('messages.contacts.unblock')}
            </Button>
          )}
        </PersonRow>
      </ul>
      <p role="status" className={cx(styles.state)}>
        {isMe ? t('messages.find.me') : t(`messages.find.state.${state}`, { name })}
        {trust !== undefined && ` ${trust}`}
      </p>
      <ProblemNote problem={task.problem} />
    </div>
  );
}

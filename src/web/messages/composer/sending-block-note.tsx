import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Person, SendingBlock } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { Confirmation } from '../../design/confirmation.tsx';
import { cx } from '../../design/cx.ts';
import { formatNames } from '../../i18n/format.ts';
import { useMessages } from '../use-messages.ts';
import { VerifySheet } from '../verify/verify-sheet.tsx';
import styles from './sending-block-note.module.css';

/** Stands in the composer's place while nothing can be sent, and says why. */
export function SendingBlockNote({
  block,
  conversation,
}: {
  block: SendingBlock;
  conversation: Conversation;
}) {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const { others } = useSignal(conversation.summary);
  const task = useTask();
  if (block.kind === 'changed-identity') return <ChangedIdentity people={block.people} />;
  const [other] = others;
  return (
    <section
      aria-label={t('messages.block.title')}
      className={cx(styles.note, block.kind === 'dishonest-server' && styles.alarm)}
    >
      <p>{t(`messages.block.${block.kind}`, { name: other?.displayName ?? '' })}</p>
      {other !== undefined && block.kind === 'blocked' && (
        <Button onPress={() => task.run(() => messenger.removeContact(other.accountId))}>
          {t('messages.contacts.unblock')}
        </Button>
      )}
      {other !== undefined && block.kind === 'not-a-contact' && (
        <Button onPress={() => task.run(() => messenger.askContact(other.accountId))}>
          {t('messages.contacts.ask')}
        </Button>
      )}
      <ProblemNote problem={task.problem} />
    </section>
  );
}

/** Somebody's keys are others than before: it may be a new start of theirs, or somebody between. */
function ChangedIdentity({ people }: { people: readonly Person[] }) {
  const { t, i18n } = useTranslation();
  const { messenger } = useMessages();
  const [comparing, setComparing] = useState<Person>();
  const [isAsking, setAsking] = useState(false);
  const task = useTask();
  const names = formatNames(
    people.map(({ displayName }) => displayName),
    i18n.language,
  );
  const accept = () =>
    task.run(async () => {
      for (const { accountId } of people) await messenger.acceptChangedIdentity(accountId);
    });
  return (
    <section aria-label={t('messages.block.title')} className={cx(styles.note, styles.alarm)}>
      <p className={cx(styles.title)}>{t('messages.changed.title', { count: people.length, names })}</p>
      <p>{t('messages.changed.text')}</p>
      <div className={cx(styles.actions)}>
        {people.map((person) => (
          <Button key={person.accountId} variant="primary" onPress={() => setComparing(person)}>
            {people.length === 1
              ? t('messages.changed.compare')
              : t('messages.changed.compareWith', { name: person.displayName })}
          </Button>
        ))}
        <Button isBusy={task.isBusy} onPress={() => setAsking(true)}>
          {t('messages.changed.goOn')}
        </Button>
      </div>
      <ProblemNote problem={task.problem} />
      <VerifySheet person={comparing} onClose={() => setComparing(undefined)} />
      <Confirmation
        title={t('messages.changed.sure', { names })}
        text={t('messages.changed.sureText', { names })}
        confirmLabel={t('messages.changed.goOn')}
        isOpen={isAsking}
        onCancel={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          accept();
        }}
      />
    </section>
  );
}

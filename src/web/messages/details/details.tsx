import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Person } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { Switch } from '../../design/switch.tsx';
import { titleOf } from '../conversation-title.ts';
import { FileList } from '../files/file-list.tsx';
import { TrustShield } from '../trust-shield.tsx';
import { useMessages } from '../use-messages.ts';
import { VerifySheet } from '../verify/verify-sheet.tsx';
import styles from './details.module.css';
import { GroupSection } from './group-section.tsx';

/** Who a conversation is with, and how it is kept in the list. */
export function Details({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { messenger } = useMessages();
  const summary = useSignal(conversation.summary);
  const task = useTask();
  const { conversationId, kind, others, isMuted, isPinned, isArchived } = summary;
  const title = titleOf(summary);
  const other = kind === 'direct' ? others[0] : undefined;
  return (
    <div className={cx(styles.details)}>
      <div className={cx(styles.head)}>
        {other !== undefined && (
          <div className={cx(styles.avatar)}>
            <Avatar name={title} size="large" />
          </div>
        )}
        <h2 className={cx(styles.title)}>
          {title} {other !== undefined && <TrustShield trust={other.trust} />}
        </h2>
        {other !== undefined && <p className={cx(styles.handle)}>{other.handle}</p>}
      </div>
      {other !== undefined && <Safety person={other} />}
      {kind === 'group' && <GroupSection conversation={conversation} />}
      <section aria-label={t('messages.details.list')} className={cx(styles.section)}>
        <Switch
          isSelected={isMuted}
          onChange={(isOn) => task.run(() => messenger.setMuted(conversationId, isOn))}
          hint={t('messages.details.muteHint')}
        >
          {t('messages.list.mute')}
        </Switch>
        <Switch
          isSelected={isPinned}
          onChange={(isOn) => task.run(() => messenger.setPinned(conversationId, isOn))}
        >
          {t('messages.list.pin')}
        </Switch>
        <Switch
          isSelected={isArchived}
          onChange={(isOn) => task.run(() => messenger.setArchived(conversationId, isOn))}
        >
          {t('messages.list.archive')}
        </Switch>
        <ProblemNote problem={task.problem} />
      </section>
      <FileList conversation={conversation} />
    </div>
  );
}

/** How sure one can be of the other, and the way to become surer. */
function Safety({ person }: { person: Person }) {
  const { t } = useTranslation();
  const [comparing, setComparing] = useState<Person>();
  return (
    <section aria-label={t('messages.verify.number')} className={cx(styles.section)}>
      <p className={cx(styles.note)}>{t(`messages.safety.${person.trust}`, { name: person.displayName })}</p>
      <Button icon={<Icon of={ShieldCheck} />} onPress={() => setComparing(person)}>
        {t('messages.changed.compare')}
      </Button>
      <VerifySheet person={comparing} onClose={() => setComparing(undefined)} />
    </section>
  );
}

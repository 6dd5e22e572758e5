import { LogOut, Pencil, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Member } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { useTask } from '../../account/use-task.ts';
import { useSignal } from '../../app/use-signal.ts';
import { Button } from '../../design/button.tsx';
import { Confirmation } from '../../design/confirmation.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { Switch } from '../../design/switch.tsx';
import { titleOf } from '../conversation-title.ts';
import { messagesPaths } from '../messages-path.ts';
import { useMessages } from '../use-messages.ts';
import { AddMembers } from './add-members.tsx';
import styles from './group-section.module.css';
import { MemberRow } from './member-row.tsx';
import { RenameGroup } from './rename-group.tsx';

/** Who is in a group, and what may be changed about it. */
export function GroupSection({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { open } = useMessages();
  const members = useSignal(conversation.members);
  const newcomersSeeHistory = useSignal(conversation.newcomersSeeHistory);
  const title = titleOf(useSignal(conversation.summary));
  const [sheet, setSheet] = useState<'add' | 'rename'>();
  const [removing, setRemoving] = useState<Member>();
  const [isLeaving, setLeaving] = useState(false);
  const task = useTask();
  const me = members.find(({ isMe }) => isMe);
  const canChange = me !== undefined && me.role !== 'member';
  const close = () => setSheet(undefined);
  const mayRemove = (member: Member) =>
    canChange && !member.isMe && member.role !== 'owner' && (me.role === 'owner' || member.role === 'member');

  return (
    <section aria-label={t('messages.details.members')} className={cx(styles.group)}>
      <h3 className={cx(styles.heading)}>{t('messages.conversation.people', { count: members.length })}</h3>
      <ul className={cx(styles.members)}>
        {members.map((member) => (
          <MemberRow
            key={member.accountId}
            member={member}
            {...(mayRemove(member) && { onRemove: () => setRemoving(member) })}
          />
        ))}
      </ul>
      {me?.role === 'owner' && (
        <Switch
          isSelected={newcomersSeeHistory}
          onChange={(isOn) => task.run(() => conversation.setNewcomersSeeHistory(isOn))}
          hint={t('messages.history.hint')}
        >
          {t('messages.history.label')}
        </Switch>
      )}
      {me !== undefined && (
        <div className={cx(styles.actions)}>
          {canChange && (
            <>
              <Button icon={<Icon of={UserPlus} />} onPress={() => setSheet('add')}>
                {t('messages.details.add')}
              </Button>
              <Button icon={<Icon of={Pencil} />} onPress={() => setSheet('rename')}>
                {t('messages.details.rename')}
              </Button>
            </>
          )}
          <Button icon={<Icon of={LogOut} />} isBusy={task.isBusy} onPress={() => setLeaving(true)}>
            {t('messages.details.leave')}
          </Button>
        </div>
      )}
      <ProblemNote problem={task.problem} />
      <AddMembers conversation={conversation} isOpen={sheet === 'add'} onClose={close} />
      <RenameGroup conversation={conversation} isOpen={sheet === 'rename'} onClose={close} />
      <Confirmation
        title={t('messages.details.removeTitle', { name: removing?.displayName ?? '' })}
        text={t('messages.details.removeText', { name: removing?.displayName ?? '' })}
        confirmLabel={t('messages.details.remove')}
        isOpen={removing !== undefined}
        onCancel={() => setRemoving(undefined)}
        onConfirm={() => {
          setRemoving(undefined);
          if (removing !== undefined) task.run(() => conversation.remove(removing.accountId));
        }}
      />
      <Confirmation
        title={t('messages.details.leaveTitle', { title })}
        text={t('messages.details.leaveText')}
        confirmLabel={t('messages.details.leave')}
        isOpen={isLeaving}
        onCancel={() => setLeaving(false)}
        onConfirm={() => {
          setLeaving(false);
          task.run(async () => {
            await conversation.leave();
            open(messagesPaths.list);
          });
        }}
      />
    </section>
  );
}

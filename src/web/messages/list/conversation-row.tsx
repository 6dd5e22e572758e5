import { Archive, ArchiveRestore, Bell, BellOff, Ellipsis, Pin, PinOff } from 'lucide-react';
import { useRef, useState } from 'react';
import { Popover } from 'react-aria-components/Popover';
import { useTranslation } from 'react-i18next';
import type { ConversationSummary, Messenger } from '../../../client/messenger/api.ts';
import { ProblemNote } from '../../account/account-form.tsx';
import { type Task, useTask } from '../../account/use-task.ts';
import menuStyles from '../../design/action-menu.module.css';
import { ActionMenu, type ActionMenuEntry } from '../../design/action-menu.tsx';
import { cx } from '../../design/cx.ts';
import { Icon } from '../../design/icon.tsx';
import { titleOf } from '../conversation-title.ts';
import { messagesPaths } from '../messages-path.ts';
import { formatWhen } from '../moments.ts';
import { GroupAvatar, PersonAvatar } from '../person-avatar.tsx';
import { PlaceLink } from '../place-link.tsx';
import { TrustShield } from '../trust-shield.tsx';
import { useLongPress } from '../use-long-press.ts';
import { useMessages } from '../use-messages.ts';
import { usePresence } from '../use-presence.ts';
import styles from './conversation-row.module.css';
import { LastLine } from './last-line.tsx';

export interface ConversationRowProps {
  conversation: ConversationSummary;
  isCurrent: boolean;
  /** Whether the Tab key comes to it. */
  isStop: boolean;
}

/** One conversation: who, what was said last, and what is new. */
export function ConversationRow({ conversation, isCurrent, isStop }: ConversationRowProps) {
  const { t, i18n } = useTranslation();
  const { messenger } = useMessages();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const menuAnchor = useRef<HTMLButtonElement>(null);
  const longPress = useLongPress(() => setMenuOpen(true));
  const { conversationId, others, unread, isMuted, isPinned, changedAt } = conversation;
  const title = titleOf(conversation);
  const other = conversation.kind === 'direct' ? others[0] : undefined;
  const presence = usePresence(other?.accountId);
  const task = useTask();
  const entries = useRowActions(messenger, conversation, task);

  return (
    <li className={cx(styles.row, isCurrent && styles.current)} {...longPress}>
      <PlaceLink
        path={messagesPaths.conversation(conversationId)}
        isCurrent={isCurrent}
        tabIndex={isStop ? 0 : -1}
        className={cx(styles.link, unread > 0 && styles.unread)}
        onContextMenu={(event) => {
          event.preventDefault();
          setMenuOpen(true);
        }}
      >
        {other === undefined ? <GroupAvatar /> : <PersonAvatar name={title} presence={presence} />}
        <span className={cx(styles.title)}>
          <span className={cx(styles.name)}>{title === '' ? t('messages.list.untitled') : title}</span>
          {other !== undefined && <TrustShield trust={other.trust} />}
        </span>
        <time className={cx(styles.when)} dateTime={new Date(changedAt).toISOString()}>
          {formatWhen(changedAt, Date.now(), i18n.language)}
        </time>
        <span className={cx(styles.line)}>
          <LastLine conversation={conversation} />
        </span>
        <span className={cx(styles.marks)}>
          {isMuted && <Mark of={BellOff} label={t('messages.list.muted')} />}
          {isPinned && <Mark of={Pin} label={t('messages.list.isPinned')} />}
          {unread > 0 && (
            <span className={cx(styles.count, isMuted && styles.quiet)}>
              <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
              <span className="visually-hidden">{t('messages.list.unread', { count: unread })}</span>
            </span>
          )}
        </span>
      </PlaceLink>
      <button
        ref={menuAnchor}
        type="button"
        tabIndex={-1}
        aria-label={t('messages.list.menu', { title })}
        aria-haspopup="menu"
        className={cx(styles.more)}
        onClick={() => setMenuOpen(true)}
      >
        <Icon of={Ellipsis} size="small" />
      </button>
      <Popover
        triggerRef={menuAnchor}
        isOpen={isMenuOpen}
        onOpenChange={setMenuOpen}
        placement="bottom end"
        aria-label={t('messages.list.menu', { title })}
        className={cx(menuStyles.popover)}
      >
        <ActionMenu
          label={t('messages.list.menu', { title })}
          entries={entries}
          onClose={() => setMenuOpen(false)}
        />
      </Popover>
      <ProblemNote problem={task.problem} />
    </li>
  );
}

function Mark({ of, label }: { of: typeof Pin; label: string }) {
  return (
    <span className={cx(styles.mark)}>
      <Icon of={of} size="small" />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

function useRowActions(
  messenger: Messenger,
  conversation: ConversationSummary,
  task: Task,
): ActionMenuEntry[] {
  const { t } = useTranslation();
  const { conversationId, isPinned, isMuted, isArchived } = conversation;
  return [
    {
      id: 'pin',
      label: t(isPinned ? 'messages.list.unpin' : 'messages.list.pin'),
      icon: isPinned ? PinOff : Pin,
      perform: () => task.run(() => messenger.setPinned(conversationId, !isPinned)),
    },
    {
      id: 'mute',
      label: t(isMuted ? 'messages.list.unmute' : 'messages.list.mute'),
      icon: isMuted ? Bell : BellOff,
      perform: () => task.run(() => messenger.setMuted(conversationId, !isMuted)),
    },
    {
      id: 'archive',
      label: t(isArchived ? 'messages.list.unarchive' : 'messages.list.archive'),
      icon: isArchived ? ArchiveRestore : Archive,
      perform: () => task.run(() => messenger.setArchived(conversationId, !isArchived)),
    },
  ];
}

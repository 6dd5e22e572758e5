import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../client/messenger/api.ts';
import { cx } from '../../design/cx.ts';
import { formatDay } from '../moments.ts';
import { MembershipLine } from './membership-line.tsx';
import { MessageBubble } from './message-bubble.tsx';
import styles from './timeline-entry.module.css';
import type { TimelineRow } from './timeline-rows.ts';

/** What can be done with a message where it stands. */
export interface EntryActions {
  goTo(messageId: string): void;
  openOptions(message: Message, anchor: HTMLElement, view: 'menu' | 'reactions'): void;
  reply(message: Message): void;
  react(message: Message, emoji: string, isOn: boolean): void;
  retry(message: Message): void;
  discard(message: Message): void;
}

export interface TimelineEntryProps {
  row: TimelineRow;
  isGroup: boolean;
  /** Whether it has just been looked for. */
  isFlashed: boolean;
  /** Whether the Tab key comes to it. */
  isStop: boolean;
  handles: ReadonlySet<string>;
  ownHandle: string;
  actions: EntryActions;
}

/** A message or a note, and what stands above it. */
export const TimelineEntry = memo(function TimelineEntry(props: TimelineEntryProps) {
  const { t, i18n } = useTranslation();
  const { row, isStop } = props;
  const { item, dayStart, isFirstUnread, joinsPrevious } = row;
  return (
    <div className={cx(styles.entry, joinsPrevious && styles.joined)}>
      {dayStart !== undefined && (
        <p className={cx(styles.day)}>{formatDay(dayStart, Date.now(), i18n.language)}</p>
      )}
      {isFirstUnread && <p className={cx(styles.unread)}>{t('messages.conversation.unreadFrom')}</p>}
      {item.kind === 'note' ? (
        <MembershipLine note={item} isStop={isStop} />
      ) : (
        <MessageBubble {...props} message={item} />
      )}
    </div>
  );
}, isSame);

/** Rows are made anew with every change of the timeline; most of them say the same. */
function isSame(before: TimelineEntryProps, after: TimelineEntryProps): boolean {
  const { row: rowBefore, ...othersBefore } = before;
  const { row: rowAfter, ...othersAfter } = after;
  return isShallowlyEqual(rowBefore, rowAfter) && isShallowlyEqual(othersBefore, othersAfter);
}

function isShallowlyEqual<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => Object.is(a[key], b[key]));
}

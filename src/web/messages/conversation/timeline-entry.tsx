import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../design/cx.ts';
import { formatDay } from '../moments.ts';
import { MembershipLine } from './membership-line.tsx';
import { MessageBubble } from './message-bubble.tsx';
import styles from './timeline-entry.module.css';
import type { TimelineEntryProps } from './timeline-entry-props.ts';

/** A message or a note, and what stands above it. */
export const TimelineEntry = memo(function TimelineEntry(props: TimelineEntryProps) {
  const { t, i18n } = useTranslation();
  const { row, isStop } = props;
  const { item, dayStart, isFirstUnread, joinsNext } = row;
  return (
    <div className={cx(styles.entry, joinsNext && styles.joined)}>
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

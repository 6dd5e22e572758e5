import type { Message, TimelineItem } from '../../../client/messenger/api.ts';

/** One item of the timeline with what stands above it and how it joins its neighbours. */
export interface TimelineRow {
  readonly key: string;
  readonly item: TimelineItem;
  /** When its day begins, if it is the first one of it. Milliseconds since 1970 began, of local time. */
  readonly dayStart: number | undefined;
  /** Whether everything from here on was unread when the conversation was opened. */
  readonly isFirstUnread: boolean;
  /** Whether the same person's messages just before and after it stand close to it. */
  readonly joinsPrevious: boolean;
  readonly joinsNext: boolean;
}

/** Messages of one person within five minutes stand together. */
const togetherWithin = 5 * 60_000;

export const keyOf = (item: TimelineItem): string =>
  item.kind === 'message' ? `m ${item.messageId}` : `n ${item.noteId}`;

/**
 * @param lastReadMessageId The message after which everything was unread; undefined where nothing was read before.
 * @param isComplete Whether the first item is the very first: else its day has begun with one that is not loaded yet.
 */
export function timelineRows(
  items: readonly TimelineItem[],
  lastReadMessageId: string | undefined,
  isComplete = true,
): readonly TimelineRow[] {
  const firstUnread = firstUnreadIndex(items, lastReadMessageId);
  const days = dayStarts(items);
  const breaks = (index: number) => {
    const [before, item] = [items[index - 1], items[index]];
    if (before?.kind !== 'message' || item?.kind !== 'message') return true;
    return days[index] !== undefined || index === firstUnread || !standTogether(before, item);
  };
  return items.map((item, index) => ({
    key: keyOf(item),
    item,
    dayStart: index === 0 && !isComplete ? undefined : days[index],
    isFirstUnread: index === firstUnread,
    joinsPrevious: !breaks(index),
    joinsNext: !breaks(index + 1),
  }));
}

function standTogether(before: Message, after: Message): boolean {
  return before.author.accountId === after.author.accountId && after.at - before.at < togetherWithin;
}

/** The first message of others behind the last one that was read; one's own messages are not news. */
function firstUnreadIndex(items: readonly TimelineItem[], lastReadMessageId: string | undefined): number {
  if (lastReadMessageId === undefined) return -1;
  const lastRead = items.findLastIndex(
    (item) => item.kind === 'message' && item.messageId === lastReadMessageId,
  );
  if (lastRead === -1) return -1;
  return items.findIndex((item, index) => index > lastRead && item.kind === 'message' && !item.isMine);
}

/** For each item that is the first of its day, when that day began. */
function dayStarts(items: readonly TimelineItem[]): readonly (number | undefined)[] {
  let [start, end] = [0, 0];
  return items.map(({ at }) => {
    if (at >= start && at < end) return undefined;
    const day = new Date(at);
    start = day.setHours(0, 0, 0, 0);
    // Not every day has 24 hours.
    end = day.setDate(day.getDate() + 1);
    return start;
  });
}

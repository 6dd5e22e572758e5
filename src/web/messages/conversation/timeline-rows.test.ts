import { describe, expect, it } from '@jest/globals';
import type { Message, Person, TimelineItem } from '../../../client/messenger/api.ts';
import { timelineRows } from './timeline-rows.ts';

const person = (accountId: string): Person => ({
  accountId,
  handle: accountId,
  displayName: accountId,
  trust: 'pinned',
});
const noon = new Date(2026, 2, 28, 12).getTime();
const minute = 60_000;
const day = 24 * 60 * minute;

function message(messageId: string, at: number, by = 'bea'): Message {
  return {
    kind: 'message',
    messageId,
    author: person(by),
    isMine: by === 'me',
    at,
    content: { kind: 'text', body: messageId, isEdited: false },
    reactions: [],
    replyTo: undefined,
    delivery: undefined,
  };
}
const note = (noteId: string, at: number): TimelineItem => ({
  kind: 'note',
  noteId,
  at,
  by: person('bea'),
  change: { kind: 'left' },
});

const joined = (items: readonly TimelineItem[], lastRead?: string) =>
  timelineRows(items, lastRead).map(({ joinsPrevious, joinsNext }) => [joinsPrevious, joinsNext]);

describe('timelineRows', () => {
  it('puts one person’s messages together, but not over five minutes, others or notes', () => {
    expect(joined([message('a', noon), message('b', noon + minute)])).toEqual([
      [false, true],
      [true, false],
    ]);
    const apart = [
      message('a', noon),
      message('b', noon + 5 * minute),
      message('c', noon + 6 * minute, 'me'),
      note('n', noon + 6 * minute),
      message('d', noon + 6 * minute, 'me'),
    ];
    expect(joined(apart)).toEqual(apart.map(() => [false, false]));
  });

  it('begins each day by its local date, days without messages left out', () => {
    // Over a change of the clocks, in the places that have one.
    const items = [message('a', noon), message('b', noon + minute), message('c', noon + 3 * day)];
    const starts = timelineRows(items, undefined).map(({ dayStart }) => dayStart);
    expect(starts).toEqual([new Date(2026, 2, 28).getTime(), undefined, new Date(2026, 2, 31).getTime()]);
  });

  it('does not begin a day with its first loaded message while older ones may be of it', () => {
    const items = [message('a', noon), message('b', noon + day)];
    const starts = timelineRows(items, undefined, false).map(({ dayStart }) => dayStart !== undefined);
    expect(starts).toEqual([false, true]);
  });

  it('marks the first message of others that was unread', () => {
    const items = [
      message('a', noon),
      message('mine', noon + minute, 'me'),
      message('b', noon + 2 * minute),
      message('c', noon + 3 * minute),
    ];
    const unread = (lastRead: string | undefined) =>
      timelineRows(items, lastRead).findIndex(({ isFirstUnread }) => isFirstUnread);
    expect(unread('a')).toBe(2);
    expect(unread('b')).toBe(3);
    expect(unread('c')).toBe(-1);
    expect(unread(undefined)).toBe(-1);
    expect(unread('not loaded')).toBe(-1);
  });

  it('does not join what was read with what was not', () => {
    const items = [message('a', noon), message('b', noon + minute)];
    expect(joined(items, 'a')).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it('gives keys that no message and note share', () => {
    const keys = timelineRows([message('x', noon), note('x', noon)], undefined).map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });
});

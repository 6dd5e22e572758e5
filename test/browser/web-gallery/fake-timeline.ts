import { createInvitation } from '../../../src/client/invitation.ts';
import type { Message, Person, TimelineItem } from '../../../src/client/messenger/api.ts';
import { fakeFile, fakeProgress } from './fake-files.ts';
import { ada, bea, kwame } from './fake-people.ts';

const minute = 60_000;

const lines = [
  'The tomatoes have come up.',
  'All of them?',
  'Nearly. The ones by the **south wall** are a hand high already.',
  'Then we can start with the beans',
  'I would wait a week. The nights are *still* cold, and the seedlings in the second bed have not had water since Tuesday.',
  'See https://example.org/frost-dates?region=north for the dates',
  '👍',
  'Three things before Saturday:\n\n- string\n- labels\n- the good shovel',
  '> I would wait a week\n\nAgreed.',
  'The tap is `quarter turn`, then:\n\n```\nopen  --slowly\nclose --slowly\n```',
  '@ada.lovelace can you bring the key?',
  'Yes.',
];

/** A call's room with an invitation to it. */
export const fakeCallPath = `/r/k7mw-3xqp-v9td#${createInvitation()}`;

export function fakeMessage(change: Partial<Message> & Pick<Message, 'messageId' | 'author'>): Message {
  const isMine = change.author.accountId === ada.accountId;
  return {
    kind: 'message',
    isMine,
    at: Date.now(),
    content: { kind: 'text', body: 'Hello.', isEdited: false },
    reactions: [],
    replyTo: undefined,
    delivery: isMine ? { kind: 'read' } : undefined,
    ...change,
  };
}

/** A long talk that ends now; its messages have the ids `m0`, `m1`, … */
export function fakeTimeline(count: number, people: readonly Person[]): TimelineItem[] {
  const end = Date.now();
  const items: TimelineItem[] = Array.from({ length: count }, (_, index) => {
    // Some follow each other closely, and there are pauses over the night.
    const at = end - (count - index) * 3 * minute - Math.floor((count - index) / 25) * 600 * minute;
    const speaker = Math.floor(index / 3) % (people.length + 1);
    return fakeMessage({
      messageId: `m${index}`,
      author: people[speaker - 1] ?? ada,
      at,
      content: { kind: 'text', body: `${lines[index % lines.length]}`, isEdited: index % 17 === 4 },
      reactions:
        index % 11 === 2
          ? [
              { emoji: '👍', people: [bea, kwame], isMine: true },
              { emoji: '🌱', people: [bea], isMine: false },
            ]
          : [],
      replyTo:
        index % 13 === 12
          ? { messageId: `m${index - 9}`, author: bea, excerpt: lines[(index - 9) % lines.length] }
          : undefined,
    });
  });
  return items;
}

/** Each kind of thing that a timeline can hold. */
export function fakeOddities(): TimelineItem[] {
  const at = Date.now();
  const of = (
    messageId: string,
    author: Person,
    content: Message['content'],
    delivery?: Message['delivery'],
  ) => fakeMessage({ messageId, author, at, content, ...(delivery !== undefined && { delivery }) });
  return [
    { kind: 'note', noteId: 'n1', at, by: ada, change: { kind: 'created' } },
    { kind: 'note', noteId: 'n2', at, by: ada, change: { kind: 'added', people: [bea, kwame] } },
    { kind: 'note', noteId: 'n3', at, by: bea, change: { kind: 'renamed', title: 'Garden club' } },
    { kind: 'note', noteId: 'n4', at, by: kwame, change: { kind: 'keys-renewed' } },
    of('o1', bea, { kind: 'deleted' }),
    of('o2', bea, { kind: 'call', path: fakeCallPath }),
    of('o3', kwame, fakeFile('planting plan, second draft.pdf', 482_113, 'application/pdf')),
    of('o4', kwame, { kind: 'unsupported' }),
    of('o5', kwame, { kind: 'unreadable' }),
    of('o6', ada, { kind: 'text', body: 'On its way', isEdited: false }, { kind: 'sending' }),
    of('o7', ada, { kind: 'text', body: 'Stuck', isEdited: false }, { kind: 'failed', code: 'unreachable' }),
    of('o8', ada, { kind: 'text', body: 'Sent', isEdited: true }, { kind: 'sent' }),
    of('o9', ada, { kind: 'text', body: 'There', isEdited: false }, { kind: 'delivered' }),
  ];
}

/** A file in every state that it may have, with the ids `f0`, `f1`, … */
export function fakeFiles(): TimelineItem[] {
  const moving = { direction: 'up', progress: fakeProgress(48_000_000) } as const;
  const sheet = 'application/vnd.oasis.opendocument.spreadsheet';
  const theirs = [
    fakeFile('garden in may.jpg', 3_400_000, 'image/jpeg'),
    fakeFile('planting plan, second draft.pdf', 482_113, 'application/pdf'),
    fakeFile('all photographs.zip', 48_000_000, 'application/zip', {
      ...moving,
      direction: 'down',
      kind: 'moving',
    }),
    fakeFile('bees.flac', 48_000_000, 'audio/flac', { kind: 'refused' }),
    fakeFile('pond.mp4', 48_000_000, 'video/mp4', { kind: 'gone' }),
  ];
  const mine = [
    fakeFile('kitchen window.jpg', 48_000_000, 'image/jpeg', { ...moving, kind: 'moving' }),
    fakeFile('budget.ods', 48_000_000, sheet, { ...moving, kind: 'moving' }),
    fakeFile('budget with a name that is rather long and does not fit on one line.ods', 48_000_000, sheet, {
      ...moving,
      kind: 'paused',
    }),
    fakeFile('budget.ods', 48_000_000, sheet, { ...moving, kind: 'interrupted' }),
    fakeFile('budget.ods', 48_000_000, sheet, { kind: 'choose-again', isOther: false }),
    fakeFile('budget.ods', 48_000_000, sheet, { kind: 'choose-again', isOther: true }),
    fakeFile('budget.ods', 48_000_000, sheet, { kind: 'failed', direction: 'up', code: 'quota-exceeded' }),
    fakeFile('budget.ods', 48_000_000, sheet, { kind: 'preparing' }),
  ];
  return [
    ...theirs.map((content, index) => fakeMessage({ messageId: `f${index}`, author: bea, content })),
    ...mine.map((content, index) =>
      fakeMessage({
        messageId: `f${theirs.length + index}`,
        author: ada,
        content,
        delivery: { kind: 'sending' },
      }),
    ),
  ];
}

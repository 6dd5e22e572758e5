import { describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals-core';
import type { Content } from '../../../e2ee/conversations/content.ts';
import type { FileTransfer, Message, TimelineItem } from '../api.ts';
import type { PendingMessage } from './outbox.ts';
import type { PlacedMessage } from './served-order.ts';
import { type TimelineInput, timelineOf } from './timeline.ts';

const person = (accountId: string) => ({
  accountId,
  handle: accountId,
  displayName: accountId.toUpperCase(),
  trust: 'pinned' as const,
});

let made = 0;
function kept(author: string, content: Content, over: Partial<PlacedMessage> = {}): PlacedMessage {
  made += 1;
  const link = { epoch: 1, deviceId: author, counter: made, previousHash: '', hash: '' };
  return {
    sequence: made,
    messageId: `m${made}`,
    author,
    receivedAt: made * 1000,
    opening: { kind: 'opened', content, link },
    missingBefore: 0,
    ...over,
  };
}

const transfer = signal<FileTransfer>({ kind: 'idle' });

const text = (body: string, replyTo?: string): Content => ({
  kind: 'text',
  body,
  ...(replyTo !== undefined && { replyTo }),
});

function timeline(over: Partial<TimelineInput>): TimelineItem[] {
  return timelineOf({
    messages: [],
    pending: [],
    waitingFiles: [],
    transfer: () => transfer,
    entries: [],
    titles: new Map(),
    me: 'ada',
    person,
    others: { delivered: 0, read: 0 },
    isPartial: false,
    ...over,
  });
}

const messagesIn = (items: TimelineItem[]) =>
  items.filter((item): item is Message => item.kind === 'message');
const contents = (items: TimelineItem[]) => messagesIn(items).map(({ content }) => content);

describe('a timeline', () => {
  it('shows an edit in its message, and says so', () => {
    const first = kept('bea', text('Helo'));
    const messages = [first, kept('bea', { kind: 'edit', of: first.messageId, body: 'Hello' })];
    expect(contents(timeline({ messages }))).toEqual([{ kind: 'text', body: 'Hello', isEdited: true }]);
  });

  it.each(['edit', 'delete'] as const)('takes no %s from another person', (kind) => {
    const first = kept('bea', text('Mine'));
    const of = first.messageId;
    const change: Content = kind === 'edit' ? { kind, of, body: 'Not mine' } : { kind, of };
    expect(contents(timeline({ messages: [first, kept('eve', change)] }))).toEqual([
      { kind: 'text', body: 'Mine', isEdited: false },
    ]);
  });

  it('takes nobody’s edit by a label that the server puts on something else', () => {
    const mine = kept('ada', text('Mine'));
    const { messageId } = mine;
    const labelled = kept('eve', text(''), { messageId, opening: { kind: 'refused', code: 'mislabelled' } });
    const edit = kept('eve', { kind: 'edit', of: messageId, body: 'Not mine' });
    const [first, second] = contents(timeline({ messages: [mine, labelled, edit] }));
    expect(first).toEqual({ kind: 'text', body: 'Mine', isEdited: false });
    expect(second).toEqual({ kind: 'unreadable' });
  });

  it('has one message of an id: what another gives the same is none, and quoted nowhere', () => {
    const mine = kept('ada', text('Mine'));
    const { messageId } = mine;
    const twin = kept('eve', text('Twin'), { messageId });
    const edit = kept('eve', { kind: 'edit', of: messageId, body: 'Not mine' });
    const answer = kept('bea', text('So?', messageId));
    const [first, second, third] = messagesIn(timeline({ messages: [mine, twin, edit, answer] }));
    expect(first?.content).toEqual({ kind: 'text', body: 'Mine', isEdited: false });
    expect(second?.content).toEqual({ kind: 'unreadable' });
    expect(third?.replyTo).toMatchObject({ author: 'me', excerpt: 'Mine' });
  });

  it('keeps showing what waits where the server labels something else as it', () => {
    const pending = {
      messageId: 'next',
      content: text('Next'),
      at: 1,
      failure: undefined,
      sealed: undefined,
    };
    const junk = kept('ada', text(''), {
      messageId: 'next',
      opening: { kind: 'refused', code: 'malformed' },
    });
    const shown = contents(timeline({ messages: [junk], pending: [pending] }));
    expect(shown).toEqual([{ kind: 'unreadable' }, { kind: 'text', body: 'Next', isEdited: false }]);
  });

  it('leaves a trace of what was taken back, without its words and reactions', () => {
    const first = kept('bea', text('Secret'));
    const of = first.messageId;
    const answer = kept('ada', text('What?', of));
    const messages = [
      first,
      answer,
      kept('ada', { kind: 'reaction', of, emoji: '👍', action: 'add' }),
      kept('bea', { kind: 'delete', of }),
    ];
    const [shown, quoting] = messagesIn(timeline({ messages }));
    expect(shown).toMatchObject({ content: { kind: 'deleted' }, reactions: [] });
    expect(quoting?.replyTo).toMatchObject({ excerpt: undefined });
  });

  it('gathers reactions by emoji, each person once, and takes them back', () => {
    const first = kept('bea', text('Cake?'));
    const react = (author: string, emoji: string, action: 'add' | 'remove') =>
      kept(author, { kind: 'reaction', of: first.messageId, emoji, action });
    const messages = [
      first,
      react('ada', '🍰', 'add'),
      react('ada', '🍰', 'add'),
      react('eve', '🍰', 'add'),
      react('eve', '👎', 'add'),
      react('eve', '👎', 'remove'),
    ];
    expect(messagesIn(timeline({ messages }))[0]?.reactions).toEqual([
      { emoji: '🍰', people: [person('ada'), person('eve')], isMine: true },
    ]);
  });

  it('quotes what a reply answers, as it is now', () => {
    const first = kept('bea', text('Helo'));
    const messages = [
      first,
      kept('bea', { kind: 'edit', of: first.messageId, body: 'Hello' }),
      kept('ada', text('Hi', first.messageId)),
      kept('ada', text('Hm', 'not at hand')),
    ];
    const replies = messagesIn(timeline({ messages })).map(({ replyTo }) => replyTo);
    expect(replies.slice(1)).toEqual([
      { messageId: first.messageId, author: person('bea'), excerpt: 'Hello' },
      { messageId: 'not at hand', author: undefined, excerpt: undefined },
    ]);
  });

  it('says how far one’s own messages have come', () => {
    const messages = [
      kept('ada', text('1')),
      kept('ada', text('2')),
      kept('ada', text('3')),
      kept('bea', text('4')),
    ];
    const [one, two] = messages.map(({ sequence }) => sequence);
    const items = timeline({ messages, others: { read: one ?? 0, delivered: two ?? 0 } });
    expect(messagesIn(items).map(({ delivery }) => delivery?.kind)).toEqual([
      'read',
      'delivered',
      'sent',
      undefined,
    ]);
  });

  it('shows what waits at the end, and once it has come, once', () => {
    const arrived = kept('ada', text('Sent'));
    const waiting = (messageId: string, failure?: string): PendingMessage => ({
      messageId,
      content: text(messageId),
      at: 1,
      failure,
      sealed: undefined,
    });
    const pending = [waiting(arrived.messageId), waiting('next'), waiting('lost', 'limit-reached')];
    const items = messagesIn(timeline({ messages: [arrived], pending }));
    expect(items.map(({ messageId, delivery }) => [messageId, delivery])).toEqual([
      [arrived.messageId, { kind: 'sent' }],
      ['next', { kind: 'sending' }],
      ['lost', { kind: 'failed', code: 'limit-reached' }],
    ]);
  });

  it('shows what does not open as such, and never as somebody’s words', () => {
    const messages = [kept('bea', text('x'), { opening: { kind: 'refused', code: 'bad-signature' } })];
    expect(contents(timeline({ messages }))).toEqual([{ kind: 'unreadable' }]);
  });

  it('tells where the server leaves something out', () => {
    const items = timeline({ messages: [kept('bea', text('After'), { missingBefore: 2 })] });
    expect(items.map((item) => (item.kind === 'note' ? item.change.kind : item.kind))).toEqual([
      'missing',
      'message',
    ]);
  });

  it('leaves out what happened before the first message that is at hand', () => {
    const entry = (index: number, time: number) =>
      ({
        index,
        time,
        author: 'bea',
        change: { kind: 'leave' },
      }) as unknown as TimelineInput['entries'][number];
    const messages = [kept('bea', text('Late'), { receivedAt: 500 })];
    const entries = [entry(0, 100), entry(1, 900)];
    const kinds = (isPartial: boolean) => timeline({ messages, entries, isPartial }).map(({ kind }) => kind);
    expect(kinds(false)).toEqual(['note', 'message', 'note']);
    expect(kinds(true)).toEqual(['message', 'note']);
  });

  it('shows a file that is being sent in its place, and as a message once it is one', () => {
    const known = { name: 'plan.pdf', mediaType: 'application/pdf', size: 12 };
    const waitingFiles = [{ messageId: 'f', at: 5, ...known }];
    const content = { kind: 'file', ...known, transfer };
    expect(messagesIn(timeline({ waitingFiles }))).toMatchObject([
      { messageId: 'f', isMine: true, content, delivery: { kind: 'sending' } },
    ]);
    const key = 'A'.repeat(43);
    const manifest = { fileId: 'A'.repeat(22), key, accessToken: key, chunkCount: 1, ...known };
    const sent = kept('ada', { kind: 'file', manifest }, { messageId: 'f' });
    expect(messagesIn(timeline({ waitingFiles, messages: [sent] }))).toMatchObject([
      { messageId: 'f', content, delivery: { kind: 'sent' } },
    ]);
  });
});

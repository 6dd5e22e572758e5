import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { signal } from '@preact/signals-core';
import type {
  Conversation,
  ConversationSummary,
  Message,
  TimelineItem,
} from '../../../client/messenger/api.ts';
import { ComposerModel } from './composer-model.ts';

const me = { accountId: 'me', handle: 'me', displayName: 'Me', trust: 'pinned' } as const;

function message(messageId: string, body: string, isMine = true): Message {
  return {
    kind: 'message',
    messageId,
    author: me,
    isMine,
    at: 0,
    content: { kind: 'text', body, isEdited: false },
    reactions: [],
    replyTo: undefined,
    delivery: { kind: 'sent' },
  };
}

/** The part of a conversation that one writes to; it notes what it was asked. */
function conversationWith(timeline: readonly TimelineItem[], draft = '') {
  const asked: string[] = [];
  const summary: ConversationSummary = {
    conversationId: 'c',
    kind: 'direct',
    title: undefined,
    others: [],
    unread: 0,
    lastLine: undefined,
    changedAt: 0,
    isMuted: false,
    isPinned: false,
    isArchived: false,
    draft,
    typing: [],
  };
  const unasked = () => {
    throw new Error('a composer does not ask for this');
  };
  const conversation: Conversation = {
    conversationId: 'c',
    summary: signal(summary),
    members: signal([]),
    newcomersSeeHistory: signal(false),
    timeline: signal(timeline),
    lastReadMessageId: undefined,
    history: signal('complete'),
    sendingBlock: signal(undefined),
    loadOlder: unasked,
    sendText: (body, { replyTo } = {}) => {
      asked.push(replyTo === undefined ? `send ${body}` : `send ${body} to ${replyTo}`);
    },
    sendFiles: unasked,
    chooseFileAgain: unasked,
    fetchFile: unasked,
    pauseFile: unasked,
    resumeFile: unasked,
    cancelFile: unasked,
    readFile: unasked,
    retry: unasked,
    discard: unasked,
    edit: (messageId, body) => {
      asked.push(`edit ${messageId} ${body}`);
    },
    delete: unasked,
    react: unasked,
    markRead: unasked,
    sayTyping: () => {
      asked.push('typing');
    },
    saveDraft: (text) => {
      asked.push(`draft ${text}`);
    },
    startCall: unasked,
    rename: unasked,
    add: unasked,
    remove: unasked,
    leave: unasked,
    setNewcomersSeeHistory: unasked,
    renewKeys: unasked,
    close: unasked,
  };
  return { conversation, asked, model: new ComposerModel(conversation) };
}

describe('ComposerModel', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('begins with the draft, and keeps what is written once the keys rest', () => {
    const { model, asked } = conversationWith([], 'before');
    expect(model.text.value).toBe('before');
    model.type('be');
    model.type('bed');
    expect(asked).toEqual(['typing', 'typing']);
    jest.runAllTimers();
    expect(asked.slice(2)).toEqual(['draft bed']);
    model.close();
    expect(asked).toHaveLength(3);
  });

  it('keeps what is written when it is closed before that', () => {
    const { model, asked } = conversationWith([]);
    model.type('half a');
    model.close();
    model.close();
    jest.runAllTimers();
    expect(asked).toEqual(['typing', 'draft half a']);
  });

  it('sends, and forgets the draft', () => {
    const { model, asked } = conversationWith([]);
    model.type(' hello ');
    expect(model.send()).toBe(true);
    expect(model.text.value).toBe('');
    jest.runAllTimers();
    expect(asked).toEqual(['typing', 'send hello', 'draft ']);
    expect(model.send()).toBe(false);
  });

  it('replies once', () => {
    const { model, asked } = conversationWith([]);
    model.reply(message('b', 'question', false));
    model.type('answer');
    model.send();
    expect(asked).toContain('send answer to b');
    expect(model.mode.value).toEqual({ kind: 'new' });
  });

  it('edits the last message of one’s own, and gives back what was being written', () => {
    const mine = message('m', 'old');
    const { model, asked } = conversationWith([mine, message('b', 'theirs', false)]);
    expect(model.editLast()).toBe(true);
    expect(model.text.value).toBe('old');
    expect(model.cancel()).toBe(true);
    expect(model.text.value).toBe('');

    model.type('being written');
    expect(model.editLast()).toBe(false);
    model.edit(mine);
    model.type('new');
    model.send();
    expect(asked).toContain('edit m new');
    expect(model.text.value).toBe('being written');
    expect(model.mode.value).toEqual({ kind: 'new' });
  });

  it('does not keep an edit as the draft', () => {
    const { model, asked } = conversationWith([message('m', 'old')]);
    model.type('draft');
    model.editLast();
    model.edit(message('m', 'old'));
    model.type('an edit');
    jest.runAllTimers();
    model.close();
    expect(asked.filter((entry) => entry.startsWith('draft'))).toEqual(['draft draft']);
  });

  it('does not send an edit that changes nothing', () => {
    const { model, asked } = conversationWith([message('m', 'old')]);
    model.editLast();
    expect(model.send()).toBe(true);
    expect(asked).toEqual([]);
  });

  it('edits nothing of others and nothing that has not arrived', () => {
    const unsent: Message = { ...message('x', 'x'), delivery: { kind: 'sending' } };
    const { model } = conversationWith([message('b', 'theirs', false), unsent]);
    expect(model.editLast()).toBe(false);
    model.edit(unsent);
    expect(model.mode.value).toEqual({ kind: 'new' });
  });

  it('has nothing to cancel while it writes something new', () => {
    expect(conversationWith([]).model.cancel()).toBe(false);
  });
});

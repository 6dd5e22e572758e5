import { describe, expect, it } from '@jest/globals';
import type { ConversationSummary, Person } from '../../../client/messenger/api.ts';
import { arrangeConversations } from './arrange-conversations.ts';

const person = (displayName: string, handle: string): Person => ({
  accountId: handle,
  handle,
  displayName,
  trust: 'pinned',
});

function conversation(
  conversationId: string,
  change: Partial<ConversationSummary> = {},
): ConversationSummary {
  return {
    conversationId,
    kind: 'direct',
    title: undefined,
    others: [person('Élise Caron', 'elise.c')],
    unread: 0,
    lastLine: undefined,
    changedAt: 0,
    isMuted: false,
    isPinned: false,
    isArchived: false,
    draft: '',
    typing: [],
    ...change,
  };
}

const ids = (list: readonly ConversationSummary[]) => list.map(({ conversationId }) => conversationId);

describe('arrangeConversations', () => {
  it('sets pinned and archived ones apart and keeps the order', () => {
    const arranged = arrangeConversations(
      [
        conversation('a', { isPinned: true }),
        conversation('b'),
        conversation('c', { isArchived: true, isPinned: true }),
        conversation('d'),
      ],
      '',
    );
    expect(ids(arranged.pinned)).toEqual(['a']);
    expect(ids(arranged.others)).toEqual(['b', 'd']);
    expect(ids(arranged.archived)).toEqual(['c']);
  });

  it('finds titles, names and handles, whatever their case and accents', () => {
    const list = [
      conversation('elise'),
      conversation('club', { kind: 'group', title: 'Garden Club', others: [person('Bea', 'bea')] }),
    ];
    expect(ids(arrangeConversations(list, ' ELISE ').others)).toEqual(['elise']);
    expect(ids(arrangeConversations(list, 'elise.c').others)).toEqual(['elise']);
    expect(ids(arrangeConversations(list, 'garden').others)).toEqual(['club']);
    expect(ids(arrangeConversations(list, 'bea').others)).toEqual(['club']);
    expect(ids(arrangeConversations(list, 'nobody').others)).toEqual([]);
  });
});

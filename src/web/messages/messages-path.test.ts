import { describe, expect, it } from '@jest/globals';
import { messagesPaths, parseMessagesPath } from './messages-path.ts';

describe('parseMessagesPath', () => {
  it('reads the list, a conversation, the contacts and a personal link', () => {
    expect(parseMessagesPath('/messages')).toEqual({ kind: 'list' });
    expect(parseMessagesPath('/messages/')).toEqual({ kind: 'list' });
    expect(parseMessagesPath(messagesPaths.conversation('a_B-9'))).toEqual({
      kind: 'conversation',
      conversationId: 'a_B-9',
    });
    expect(parseMessagesPath('/contacts')).toEqual({ kind: 'contacts' });
    expect(parseMessagesPath('/p/ada.lovelace')).toEqual({ kind: 'person', handle: 'ada.lovelace' });
  });

  it('shows the list for what names nobody and nothing', () => {
    expect(parseMessagesPath('/p/')).toEqual({ kind: 'list' });
    expect(parseMessagesPath('/messages/a/b')).toEqual({ kind: 'list' });
    expect(parseMessagesPath('/p/%3Cb%3E')).toEqual({ kind: 'list' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../../../e2ee/bytes.ts';
import { type BookContent, emptyBook, readBook, writeBook } from './book-content.ts';

const book: BookContent = {
  version: 1,
  people: {
    ada: {
      handle: 'ada',
      fingerprint: 'f',
      isVerified: true,
      displayName: 'Ada',
      introducedAt: 5,
      devices: { length: 2, hash: 'h' },
    },
  },
  conversations: { c: { isMuted: true, isPinned: false, isArchived: false } },
  ownDevices: { length: 3, hash: 'o' },
  logs: { c: { length: 4, hash: 'l' } },
};

describe('a contact book', () => {
  it('is read as it was written', () => {
    expect(readBook(writeBook(book))).toEqual(book);
  });

  it('has few lengths', () => {
    expect(writeBook(emptyBook)).toHaveLength(4096);
    expect(writeBook(book)).toHaveLength(4096);
  });

  it.each(['', 'no book', '{"version":2,"people":{},"conversations":{}}', '{"version":1,"people":{"a":1}}'])(
    'is not %p',
    (text) => {
      expect(readBook(utf8(text))).toBeUndefined();
    },
  );
});

import { toBytes, toText } from '../http/base64url.ts';
import type { PeopleHandlers, PeopleParts } from './people-parts.ts';

/** One's own contact book, which several browsers write: each replaces the revision that it knows. */
export function bookHandlers({ books, bus, counts }: PeopleParts): PeopleHandlers<'readBook' | 'writeBook'> {
  return {
    async readBook({ login }) {
      const stored = await books.read(login.account.id);
      if (stored === undefined) return { revision: 0 };
      return { revision: stored.revision, book: toText(stored.book) };
    },

    async writeBook({ login, body: { revision, book } }) {
      const accountId = toText(login.account.id);
      await counts.changes.count(accountId);
      await books.write(login.account.id, { revision, book: toBytes(book) });
      bus.publish({
        kind: 'event',
        to: [accountId],
        name: 'bookChanged',
        payload: { revision: revision + 1 },
      });
    },
  };
}

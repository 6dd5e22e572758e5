import type { AccountWatcher } from '../accounts/account-watcher.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { Bus } from '../live/bus.ts';
import { SqlContactStore } from '../storage/contact-store.ts';
import type { Database } from '../storage/database.ts';

/** Tells every server which sessions have ended, and everybody to whom an account was anything that it is gone. */
export function watchAccounts(database: Database, bus: Bus): AccountWatcher {
  const contacts = new SqlContactStore(database);
  return {
    sessionsEnded(accountId, which) {
      bus.publish({ kind: 'sessions-ended', accountId, which });
    },

    async accountEnding(accountId) {
      const known = await contacts.knownBy(toBytes(accountId));
      return () => {
        bus.publish({ kind: 'sessions-ended', accountId, which: { but: undefined } });
        const to = known.map(toText);
        bus.publish({ kind: 'event', to, name: 'contactChanged', payload: { accountId } });
      };
    },
  };
}

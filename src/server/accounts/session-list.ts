import { type ListedSession, sessionIdSchema } from '../../protocol/accounts.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { AccountParts } from './account-parts.ts';
import type { AccountHandlers } from './account-route.ts';

/** The browsers that are logged in, and their ends. */
export function sessionListHandlers({
  sessions,
  watcher,
}: AccountParts): AccountHandlers<'listSessions' | 'endSessions' | 'logOut' | 'endSession'> {
  return {
    async listSessions({ login }) {
      const current = toText(login.session.id);
      const list = await sessions.list(login.account.id);
      return {
        sessions: list.map(({ id, browser, createdAt, lastUsedAt }): ListedSession => {
          const sessionId = toText(id);
          return { sessionId, browser, createdAt, lastUsedAt, isCurrent: sessionId === current };
        }),
      };
    },

    async endSessions({ login, cookie }) {
      await sessions.endAll(login.account.id);
      watcher.sessionsEnded(toText(login.account.id), { but: undefined });
      cookie.clear();
    },

    async logOut({ login, cookie }) {
      await sessions.end(login.account.id, login.session.id);
      watcher.sessionsEnded(toText(login.account.id), { only: toText(login.session.id) });
      cookie.clear();
    },

    async endSession({ login, params, cookie }) {
      const sessionId = sessionIdSchema.safeParse(params.sessionId);
      if (!sessionId.success) throw new ProtocolError('not-found');
      await sessions.end(login.account.id, toBytes(sessionId.data));
      watcher.sessionsEnded(toText(login.account.id), { only: sessionId.data });
      if (sessionId.data === toText(login.session.id)) cookie.clear();
    },
  };
}

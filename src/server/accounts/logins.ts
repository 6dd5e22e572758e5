import type { IncomingMessage } from 'node:http';
import { ProtocolError } from '../../protocol/errors.ts';
import type { AccountStore, StoredAccount } from '../storage/account-store.ts';
import type { StoredSession } from '../storage/session-store.ts';
import { readCookie, sessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';

/** Who asks: an account by one of its sessions. */
export interface LoggedIn {
  readonly account: StoredAccount;
  readonly session: StoredSession;
}

/** Tells from a request's cookie whose it is. */
export class Logins {
  readonly #sessions: Sessions;
  readonly #accounts: AccountStore;

  constructor(sessions: Sessions, accounts: AccountStore) {
    this.#sessions = sessions;
    this.#accounts = accounts;
  }

  /**
   * @param isSecure Whether the request came over https, as far as the server or its trusted proxy knows.
   * @throws ProtocolError `login-required`.
   */
  async find(request: IncomingMessage, isSecure: boolean): Promise<LoggedIn> {
    const { name } = sessionCookie(request, isSecure);
    const session = await this.#sessions.find(readCookie(request, name));
    const account = await this.#accounts.find(session.accountId);
    if (account === undefined) throw new ProtocolError('login-required');
    return { account, session };
  }

  /** Those of these sessions that have not ended. */
  alive(sessionIds: readonly Uint8Array[]): Promise<Uint8Array[]> {
    return this.#sessions.alive(sessionIds);
  }
}

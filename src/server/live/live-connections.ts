import type { EndedSessions } from '../accounts/account-watcher.ts';

/** A connection of somebody who is logged in. Ids are base64url. */
export interface LiveConnection {
  readonly accountId: string;
  readonly sessionId: string;
  /** Whether the client has left too much unread. */
  isBehind(): boolean;
  /** Ends it for good. */
  end(): void;
}

/** The connections that are open, by whose they are. */
export class LiveConnections {
  readonly #byAccount = new Map<string, Set<LiveConnection>>();

  add(connection: LiveConnection): void {
    const { accountId } = connection;
    const connections = this.#byAccount.get(accountId) ?? new Set();
    this.#byAccount.set(accountId, connections.add(connection));
  }

  delete(connection: LiveConnection): void {
    const connections = this.#byAccount.get(connection.accountId);
    connections?.delete(connection);
    if (connections?.size === 0) this.#byAccount.delete(connection.accountId);
  }

  count(accountId: string): number {
    return this.#byAccount.get(accountId)?.size ?? 0;
  }

  /** Ends those of sessions that have ended. */
  end(accountId: string, which: EndedSessions): void {
    for (const connection of [...(this.#byAccount.get(accountId) ?? [])]) {
      const { sessionId } = connection;
      if ('only' in which ? sessionId === which.only : sessionId !== which.but) connection.end();
    }
  }

  all(): LiveConnection[] {
    return [...this.#byAccount.values()].flatMap((connections) => [...connections]);
  }
}

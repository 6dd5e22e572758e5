import type { Kysely, Selectable } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

export interface StoredSession {
  readonly id: Uint8Array;
  readonly accountId: Uint8Array;
  readonly browser: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
}

export interface NewSession {
  readonly id: Uint8Array;
  readonly tokenHash: Uint8Array;
  readonly browser: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface SessionTerms {
  /** Beyond this number the sessions that have rested longest end. */
  readonly mostPerAccount: number;
  /** OPAQUE's record that the password was proved with. */
  readonly registrationRecord: Uint8Array;
}

/** Sessions of people who have logged in. Those that have expired are as good as gone. */
export interface SessionStore {
  /** @throws ProtocolError `credentials-refused` where the account has another password by now, or is gone. */
  add(accountId: Uint8Array, session: NewSession, terms: SessionTerms): Promise<void>;
  find(tokenHash: Uint8Array, now: number): Promise<StoredSession | undefined>;
  list(accountId: Uint8Array, now: number): Promise<StoredSession[]>;
  use(id: Uint8Array, lastUsedAt: number, expiresAt: number): Promise<void>;
  /** @returns Whether the account had such a session. */
  end(accountId: Uint8Array, id: Uint8Array): Promise<boolean>;
  endAll(accountId: Uint8Array): Promise<void>;
  count(now: number): Promise<number>;
  /** Those of these sessions that have not ended. */
  alive(ids: readonly Uint8Array[], now: number): Promise<Uint8Array[]>;
}

const columns = ['id', 'account_id', 'browser', 'created_at', 'last_used_at', 'expires_at'] as const;

type SessionRow = Pick<Selectable<Tables['sessions']>, (typeof columns)[number]>;

/** {@link SessionStore} over SQL. */
export class SqlSessionStore implements SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(accountId: Uint8Array, session: NewSession, terms: SessionTerms): Promise<void> {
    const { registrationRecord: record, mostPerAccount } = terms;
    return this.#database.transaction('session-add', async (db) => {
      // Changes nothing, but locks the row: a change of the password comes before this session or ends it.
      const { numUpdatedRows } = await db
        .updateTable('accounts')
        .set({ registration_record: record })
        .where('id', '=', accountId)
        .where('registration_record', '=', record)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new ProtocolError('credentials-refused');
      await insertSession(db, accountId, session);
      const kept = db
        .selectFrom('sessions')
        .select('id')
        .where('account_id', '=', accountId)
        .orderBy('last_used_at', 'desc')
        .limit(mostPerAccount);
      await db
        .deleteFrom('sessions')
        .where('account_id', '=', accountId)
        .where('id', '!=', session.id)
        .where('id', 'not in', kept)
        .execute();
    });
  }

  async find(tokenHash: Uint8Array, now: number): Promise<StoredSession | undefined> {
    const row = await this.#database.run('session-find', (db) =>
      db
        .selectFrom('sessions')
        .select(columns)
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    );
    return row && toSession(row);
  }

  async list(accountId: Uint8Array, now: number): Promise<StoredSession[]> {
    const rows = await this.#database.run('session-list', (db) =>
      db
        .selectFrom('sessions')
        .select(columns)
        .where('account_id', '=', accountId)
        .where('expires_at', '>', now)
        .orderBy('last_used_at', 'desc')
        .orderBy('id')
        .execute(),
    );
    return rows.map(toSession);
  }

  async use(id: Uint8Array, lastUsedAt: number, expiresAt: number): Promise<void> {
    await this.#database.run('session-use', (db) =>
      db
        .updateTable('sessions')
        .set({ last_used_at: lastUsedAt, expires_at: expiresAt })
        .where('id', '=', id)
        // Of two requests at once the later one counts.
        .where('last_used_at', '<', lastUsedAt)
        .execute(),
    );
  }

  async end(accountId: Uint8Array, id: Uint8Array): Promise<boolean> {
    const { numDeletedRows } = await this.#database.run('session-end', (db) =>
      db
        .deleteFrom('sessions')
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    );
    return numDeletedRows > 0n;
  }

  async endAll(accountId: Uint8Array): Promise<void> {
    await this.#database.run('session-end-all', (db) =>
      db.deleteFrom('sessions').where('account_id', '=', accountId).execute(),
    );
  }

  async count(now: number): Promise<number> {
    const { sessions } = await this.#database.run('session-count', (db) =>
      db
        .selectFrom('sessions')
        .select((expression) => expression.fn.countAll<number>().as('sessions'))
        .where('expires_at', '>', now)
        .executeTakeFirstOrThrow(),
    );
    return sessions;
  }

  async alive(ids: readonly Uint8Array[], now: number): Promise<Uint8Array[]> {
    const rows = await this.#database.run('session-alive', (db) =>
      db
        .selectFrom('sessions')
        .select('id')
        .where('id', 'in', [...ids])
        .where('expires_at', '>', now)
        .execute(),
    );
    return rows.map(({ id }) => id);
  }
}

/** Opens a session within a transaction of its caller. */
export async function insertSession(
  db: Kysely<Tables>,
  accountId: Uint8Array,
  { id, tokenHash, browser, createdAt, expiresAt }: NewSession,
): Promise<void> {
  await db
    .insertInto('sessions')
    .values({
      id,
      token_hash: tokenHash,
      account_id: accountId,
      browser,
      created_at: createdAt,
      last_used_at: createdAt,
      expires_at: expiresAt,
    })
    .execute();
}

function toSession(row: SessionRow): StoredSession {
  return {
    id: row.id,
    accountId: row.account_id,
    browser: row.browser,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

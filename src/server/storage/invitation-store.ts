import type { Database } from './database.ts';

/** Invitations to make an account; {@link AccountStore.create} uses them up. */
export interface InvitationStore {
  add(tokenHash: Uint8Array, expiresAt: number): Promise<void>;
  isGood(tokenHash: Uint8Array, now: number): Promise<boolean>;
}

/** {@link InvitationStore} over SQL. */
export class SqlInvitationStore implements InvitationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(tokenHash: Uint8Array, expiresAt: number): Promise<void> {
    await this.#database.run('invitation-add', (db) =>
      db.insertInto('invitations').values({ token_hash: tokenHash, expires_at: expiresAt }).execute(),
    );
  }

  async isGood(tokenHash: Uint8Array, now: number): Promise<boolean> {
    const row = await this.#database.run('invitation-find', (db) =>
      db
        .selectFrom('invitations')
        .select('token_hash')
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    );
    return row !== undefined;
  }
}

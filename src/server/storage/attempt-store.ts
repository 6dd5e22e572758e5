import type { Database } from './database.ts';

/** What an attempt is for; its end has to say the same. */
export type AttemptKind = 'registration' | 'login' | 'proof' | 'password' | 'recovery' | 'recovery-password';

export interface StoredAttempt {
  readonly idHash: Uint8Array;
  readonly kind: AttemptKind;
  readonly sealedState: Uint8Array;
  readonly expiresAt: number;
}

/** What has begun and must end on whichever node the next request meets. */
export interface AttemptStore {
  add(attempt: StoredAttempt): Promise<void>;
  /** Gives out its state and uses it up: of two who ask at once one gets it. */
  take(idHash: Uint8Array, kind: AttemptKind, now: number): Promise<Uint8Array | undefined>;
  /** Gives out its state, and makes it one of another kind, once. */
  advance(
    idHash: Uint8Array,
    from: AttemptKind,
    to: AttemptKind,
    now: number,
  ): Promise<Uint8Array | undefined>;
}

/** {@link AttemptStore} over SQL. */
export class SqlAttemptStore implements AttemptStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add({ idHash, kind, sealedState, expiresAt }: StoredAttempt): Promise<void> {
    await this.#database.run('attempt-add', (db) =>
      db
        .insertInto('attempts')
        .values({ id_hash: idHash, kind, sealed_state: sealedState, expires_at: expiresAt })
        .execute(),
    );
  }

  async take(idHash: Uint8Array, kind: AttemptKind, now: number): Promise<Uint8Array | undefined> {
    const row = await this.#database.run('attempt-take', (db) =>
      db
        .deleteFrom('attempts')
        .where('id_hash', '=', idHash)
        .where('kind', '=', kind)
        .where('expires_at', '>', now)
        .returning('sealed_state')
        .executeTakeFirst(),
    );
    return row?.sealed_state;
  }

  async advance(
    idHash: Uint8Array,
    from: AttemptKind,
    to: AttemptKind,
    now: number,
  ): Promise<Uint8Array | undefined> {
    const row = await this.#database.run('attempt-advance', (db) =>
      db
        .updateTable('attempts')
        .set({ kind: to })
        .where('id_hash', '=', idHash)
        .where('kind', '=', from)
        .where('expires_at', '>', now)
        .returning('sealed_state')
        .executeTakeFirst(),
    );
    return row?.sealed_state;
  }
}

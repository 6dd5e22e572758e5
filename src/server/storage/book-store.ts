import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';

/** A contact book, sealed by its owner. */
export interface StoredBook {
  readonly revision: number;
  readonly book: Uint8Array;
}

/** Contact books, one of each account. */
export interface BookStore {
  /** `undefined` where none has been written: its revision is 0. */
  read(accountId: Uint8Array): Promise<StoredBook | undefined>;
  /**
   * Replaces the book of this revision; the new one has the next.
   *
   * @throws ProtocolError `conflict` where it has another.
   */
  write(accountId: Uint8Array, replaced: StoredBook): Promise<void>;
}

/** {@link BookStore} over SQL. */
export class SqlBookStore implements BookStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  read(accountId: Uint8Array): Promise<StoredBook | undefined> {
    return this.#database.run('book-read', (db) =>
      db
        .selectFrom('books')
        .select(['revision', 'book'])
        .where('account_id', '=', accountId)
        .executeTakeFirst(),
    );
  }

  async write(accountId: Uint8Array, { revision, book }: StoredBook): Promise<void> {
    const written = await this.#database.run('book-write', (db) =>
      revision === 0
        ? db
            .insertInto('books')
            .values({ account_id: accountId, revision: 1, book })
            .onConflict((conflict) => conflict.doNothing())
            .returning('revision')
            .executeTakeFirst()
        : db
            .updateTable('books')
            .set({ revision: revision + 1, book })
            .where('account_id', '=', accountId)
            .where('revision', '=', revision)
            .returning('revision')
            .executeTakeFirst(),
    );
    if (written === undefined) throw new ProtocolError('conflict');
  }
}

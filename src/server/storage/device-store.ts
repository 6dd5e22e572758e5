import type { Kysely } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import { departedEntries } from './departed.ts';
import type { Tables } from './tables.ts';

/** Lists of devices, to which entries are added and from which none is taken. */
export interface DeviceStore {
  /**
   * Adds the entry that has this index.
   *
   * @returns Whether it was not there yet.
   * @throws ProtocolError `conflict` where another one has the index, or the one before it is missing.
   */
  append(accountId: Uint8Array, index: number, entry: Uint8Array): Promise<boolean>;
  /** Also that of somebody whose account is gone, as long as there is a conversation that they were in. */
  read(
    accountId: Uint8Array,
    from: number,
    limit: number,
  ): Promise<{ readonly entries: Uint8Array[]; readonly length: number }>;
}

/** {@link DeviceStore} over SQL. */
export class SqlDeviceStore implements DeviceStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append(accountId: Uint8Array, index: number, entry: Uint8Array): Promise<boolean> {
    return this.#database.transaction('device-append', async (db) => {
      if (index > (await lengthOf(db, accountId))) throw new ProtocolError('conflict');
      // Of two who add the same one at once the database lets one do it.
      const added = await db
        .insertInto('device_entries')
        .values({ account_id: accountId, entry_index: index, entry })
        .onConflict((conflict) => conflict.doNothing())
        .returning('entry_index')
        .executeTakeFirst();
      if (added !== undefined) return true;
      const { entry: present } = await db
        .selectFrom('device_entries')
        .select('entry')
        .where('account_id', '=', accountId)
        .where('entry_index', '=', index)
        .executeTakeFirstOrThrow();
      if (Buffer.compare(present, entry) !== 0) throw new ProtocolError('conflict');
      return false;
    });
  }

  read(accountId: Uint8Array, from: number, limit: number) {
    return this.#database.run('device-read', async (db) => {
      const rows = await db
        .selectFrom('device_entries')
        .select('entry')
        .where('account_id', '=', accountId)
        .where('entry_index', '>=', from)
        .orderBy('entry_index')
        .limit(limit)
        .execute();
      const length = await lengthOf(db, accountId);
      if (length > 0) return { entries: rows.map(({ entry }) => entry), length };
      // Perhaps the account is gone.
      const departed = await departedEntries(db, accountId);
      return { entries: departed.slice(from, from + limit), length: departed.length };
    });
  }
}

async function lengthOf(db: Kysely<Tables>, accountId: Uint8Array): Promise<number> {
  const last = await db
    .selectFrom('device_entries')
    .select('entry_index')
    .where('account_id', '=', accountId)
    .orderBy('entry_index', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? 0 : last.entry_index + 1;
}

import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** A public link to a file. */
export interface StoredFileLink {
  readonly id: Uint8Array;
  readonly fileId: Uint8Array;
  /** What opens the file together with the link's fragment, sealed. */
  readonly keyRecord: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** `undefined` where they are not counted. */
  readonly downloadsLeft: number | undefined;
}

/** Public links. Those that have expired, and those to files that are gone, are as good as gone. */
export interface FileLinkStore {
  /** @throws ProtocolError `not-found` where the account has no such file, finished; `limit-reached`. */
  add(accountId: Uint8Array, link: StoredFileLink, mostPerFile: number): Promise<void>;
  list(fileId: Uint8Array, now: number): Promise<StoredFileLink[]>;
  /** @returns Whether the account had such a link. */
  remove(accountId: Uint8Array, id: Uint8Array): Promise<boolean>;
  /** Counts a download: of two who want the last one at once one gets it. */
  open(id: Uint8Array, now: number): Promise<StoredFileLink | undefined>;
  /** Whether a link that has been opened still leads to this file, used up or not. */
  leadsTo(id: Uint8Array, fileId: Uint8Array, now: number): Promise<boolean>;
}

type Links = ExpressionBuilder<Tables, 'file_links'>;

/** {@link FileLinkStore} over SQL. */
export class SqlFileLinkStore implements FileLinkStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add(accountId: Uint8Array, link: StoredFileLink, mostPerFile: number): Promise<void> {
    return this.#database.transaction('file-link-add', async (db) => {
      // Changes nothing, but locks the row: links of one file are counted one after the other.
      const { numUpdatedRows } = await db
        .updateTable('files')
        .set({ expires_at: null })
        .where('id', '=', link.fileId)
        .where('account_id', '=', accountId)
        .where('expires_at', 'is', null)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new ProtocolError('not-found');
      if ((await count(db, link.fileId, link.createdAt)) >= mostPerFile) {
        throw new ProtocolError('limit-reached');
      }
      await db.insertInto('file_links').values(toRow(link)).execute();
    });
  }

  async list(fileId: Uint8Array, now: number): Promise<StoredFileLink[]> {
    const rows = await this.#database.run('file-link-list', (db) =>
      db
        .selectFrom('file_links')
        .selectAll()
        .where('file_id', '=', fileId)
        .where('expires_at', '>', now)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .execute(),
    );
    return rows.map(toLink);
  }

  async remove(accountId: Uint8Array, id: Uint8Array): Promise<boolean> {
    const { numDeletedRows } = await this.#database.run('file-link-remove', (db) =>
      db
        .deleteFrom('file_links')
        .where('id', '=', id)
        .where((eb) => ofLastingFile(eb, accountId))
        .executeTakeFirstOrThrow(),
    );
    return numDeletedRows > 0n;
  }

  async open(id: Uint8Array, now: number): Promise<StoredFileLink | undefined> {
    const row = await this.#database.run('file-link-open', (db) =>
      db
        .updateTable('file_links')
        .set(({ eb, ref }) => ({ downloads_left: eb(ref('downloads_left'), '-', 1) }))
        .where('id', '=', id)
        .where('expires_at', '>', now)
        .where(({ or, eb }) => or([eb('downloads_left', 'is', null), eb('downloads_left', '>', 0)]))
        .where((eb) => ofLastingFile(eb))
        .returningAll()
        .executeTakeFirst(),
    );
    return row && toLink(row);
  }

  async leadsTo(id: Uint8Array, fileId: Uint8Array, now: number): Promise<boolean> {
    const row = await this.#database.run('file-link-find', (db) =>
      db
        .selectFrom('file_links')
        .select('id')
        .where('id', '=', id)
        .where('file_id', '=', fileId)
        .where('expires_at', '>', now)
        .executeTakeFirst(),
    );
    return row !== undefined;
  }
}

/** Whether the link's file is there, and of this account where one is named. */
function ofLastingFile({ exists, selectFrom }: Links, accountId?: Uint8Array) {
  const lasting = selectFrom('files')
    .select('files.id')
    .whereRef('files.id', '=', 'file_links.file_id')
    .where('files.deleted_at', 'is', null)
    .where('files.account_id', 'is not', null);
  return exists(accountId === undefined ? lasting : lasting.where('files.account_id', '=', accountId));
}

async function count(db: Kysely<Tables>, fileId: Uint8Array, now: number): Promise<number> {
  const { links } = await db
    .selectFrom('file_links')
    .select(({ fn }) => fn.countAll<number>().as('links'))
    .where('file_id', '=', fileId)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return links;
}

function toRow(link: StoredFileLink): Selectable<Tables['file_links']> {
  return {
    id: link.id,
    file_id: link.fileId,
    key_record: link.keyRecord,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
    downloads_left: link.downloadsLeft ?? null,
  };
}

function toLink(row: Selectable<Tables['file_links']>): StoredFileLink {
  return {
    id: row.id,
    fileId: row.file_id,
    keyRecord: row.key_record,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    downloadsLeft: row.downloads_left ?? undefined,
  };
}

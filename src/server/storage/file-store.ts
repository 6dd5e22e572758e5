import {
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type Selectable,
  type SqlBool,
  sql,
} from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** What the server knows of a file: nothing that its bytes mean. */
export interface StoredFile {
  readonly id: Uint8Array;
  readonly accountId: Uint8Array;
  /** Bytes, as the upload declared them. */
  readonly size: number;
  /** SHA-256 of the access token. */
  readonly tokenHash: Uint8Array;
  readonly createdAt: number;
  /** When the unfinished upload is given up; `undefined` once it is finished. */
  readonly expiresAt: number | undefined;
}

export type NewFile = StoredFile & { readonly expiresAt: number };

/** A finished file as its owner's list shows it. */
export interface ListedFileRow extends Pick<StoredFile, 'id' | 'size' | 'createdAt'> {
  readonly manifest: Uint8Array | undefined;
}

/** A place in the list: that of a file. */
export type FilePosition = Pick<StoredFile, 'id' | 'createdAt'>;

/** What an account may have. */
export interface FileAllowance {
  /** Bytes of files and manifests together. */
  readonly quotaBytes: number;
  readonly files: number;
  readonly unfinished: number;
}

export interface FileTotals {
  readonly bytes: number;
  readonly finished: number;
  readonly unfinished: number;
}

/** A request that writes to a file, and until when that counts. */
export interface Writer {
  readonly id: Uint8Array;
  readonly until: number;
}

/** Files. Those that are deleted, and those whose account has ended, are as good as gone for all but the sweep. */
export interface FileStore {
  /** @throws ProtocolError `quota-exceeded`, `too-many-uploads`; `login-required` where the account is gone. */
  create(file: NewFile, allowance: FileAllowance): Promise<void>;
  find(id: Uint8Array): Promise<StoredFile | undefined>;
  /** A page of the finished ones, the latest first. */
  list(accountId: Uint8Array, count: number, after?: FilePosition): Promise<ListedFileRow[]>;
  usedBytes(accountId: Uint8Array): Promise<number>;
  /** @throws ProtocolError `not-found`, `quota-exceeded`. */
  setManifest(accountId: Uint8Array, id: Uint8Array, manifest: Uint8Array, quotaBytes: number): Promise<void>;
  /** @returns Whether it may write: nobody else does. */
  startWriting(id: Uint8Array, writer: Writer, now: number): Promise<boolean>;
  /** @returns Whether it still may; if so, an unfinished upload is given up later. */
  goOnWriting(id: Uint8Array, writer: Writer, expiresAt: number): Promise<boolean>;
  endWriting(id: Uint8Array, writerId: Uint8Array): Promise<void>;
  /** Where nobody else can write: an unfinished upload is given up later. @returns Whether it is still there. */
  putOff(id: Uint8Array, expiresAt: number): Promise<boolean>;
  finish(id: Uint8Array): Promise<void>;
  /** The first step of a deletion, which may be taken again. @returns Whether the account has such a file. */
  markDeleted(accountId: Uint8Array, id: Uint8Array, now: number): Promise<boolean>;
  /** Marks what has expired or lost its account, and tells of some whose bytes have to go. */
  markDoomed(now: number, count: number): Promise<Uint8Array[]>;
  /** The last step, after the bytes are gone. */
  remove(id: Uint8Array): Promise<void>;
  /** Rows of every kind by ascending id, from behind one on. */
  page(count: number, after?: Uint8Array): Promise<{ id: Uint8Array; isFinished: boolean }[]>;
  exists(id: Uint8Array): Promise<boolean>;
  totals(): Promise<FileTotals>;
}

const columns = ['id', 'account_id', 'size', 'token_hash', 'created_at', 'expires_at'] as const;

type FileRow = Pick<Selectable<Tables['files']>, (typeof columns)[number]>;
type Files = ExpressionBuilder<Tables, 'files'>;

/** {@link FileStore} over SQL. */
export class SqlFileStore implements FileStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  create(file: NewFile, allowance: FileAllowance): Promise<void> {
    const { accountId } = file;
    return this.#database.transaction('file-create', async (db) => {
      await lockAccount(db, accountId);
      const { bytes, files, unfinished } = await usage(db, accountId);
      if (unfinished >= allowance.unfinished) throw new ProtocolError('too-many-uploads');
      if (bytes + file.size > allowance.quotaBytes || files >= allowance.files) {
        throw new ProtocolError('quota-exceeded');
      }
      await db.insertInto('files').values(toRow(file)).execute();
    });
  }

  async find(id: Uint8Array): Promise<StoredFile | undefined> {
    const row = await this.#database.run('file-find', (db) =>
      db
        .selectFrom('files')
        .select(columns)
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst(),
    );
    return row && toFile(row);
  }

  async list(accountId: Uint8Array, count: number, after?: FilePosition): Promise<ListedFileRow[]> {
    const rows = await this.#database.run('file-list', (db) => {
      const all = db
        .selectFrom('files')
        .select(['id', 'size', 'created_at', 'manifest'])
        .where('account_id', '=', accountId)
        .where('expires_at', 'is', null)
        .where('deleted_at', 'is', null)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(count);
      return (after === undefined ? all : all.where(isBehind(after))).execute();
    });
    return rows.map(({ id, size, created_at: createdAt, manifest }) => ({
      id,
      size,
      createdAt,
      manifest: manifest ?? undefined,
    }));
  }

  async usedBytes(accountId: Uint8Array): Promise<number> {
    const { bytes } = await this.#database.run('file-usage', (db) => usage(db, accountId));
    return bytes;
  }

  setManifest(
    accountId: Uint8Array,
    id: Uint8Array,
    manifest: Uint8Array,
    quotaBytes: number,
  ): Promise<void> {
    return this.#database.transaction('file-set-manifest', async (db) => {
      await lockAccount(db, accountId);
      const { numUpdatedRows } = await db
        .updateTable('files')
        .set(({ eb, ref }) => ({ manifest, charged_bytes: eb(ref('size'), '+', manifest.length) }))
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new ProtocolError('not-found');
      const { bytes } = await usage(db, accountId);
      if (bytes > quotaBytes) throw new ProtocolError('quota-exceeded');
    });
  }

  async startWriting(id: Uint8Array, writer: Writer, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#database.run('file-start-writing', (db) =>
      db
        .updateTable('files')
        .set({ writer: writer.id, writer_until: writer.until })
        .where('id', '=', id)
        .where(hasNoWriter(now))
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows > 0n;
  }

  async goOnWriting(id: Uint8Array, writer: Writer, expiresAt: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#database.run('file-go-on-writing', (db) =>
      db
        .updateTable('files')
        .set((eb) => ({ writer_until: writer.until, expires_at: later(eb, expiresAt) }))
        .where('id', '=', id)
        .where('writer', '=', writer.id)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows > 0n;
  }

  async endWriting(id: Uint8Array, writerId: Uint8Array): Promise<void> {
    await this.#database.run('file-end-writing', (db) =>
      db
        .updateTable('files')
        .set({ writer: null, writer_until: null })
        .where('id', '=', id)
        .where('writer', '=', writerId)
        .execute(),
    );
  }

  async putOff(id: Uint8Array, expiresAt: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#database.run('file-put-off', (db) =>
      db
        .updateTable('files')
        .set((eb) => ({ expires_at: later(eb, expiresAt) }))
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows > 0n;
  }

  async finish(id: Uint8Array): Promise<void> {
    await this.#database.run('file-finish', (db) =>
      db.updateTable('files').set({ expires_at: null }).where('id', '=', id).execute(),
    );
  }

  async markDeleted(accountId: Uint8Array, id: Uint8Array, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#database.run('file-mark-deleted', (db) =>
      db
        .updateTable('files')
        .set({ deleted_at: now })
        .where('id', '=', id)
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows > 0n;
  }

  async markDoomed(now: number, count: number): Promise<Uint8Array[]> {
    const rows = await this.#database.run('file-mark-doomed', (db) => {
      const doomed = db
        .selectFrom('files')
        .select('id')
        .where(({ or, eb }) =>
          or([eb('deleted_at', 'is not', null), eb('account_id', 'is', null), eb('expires_at', '<=', now)]),
        )
        .where(hasNoWriter(now))
        .limit(count);
      return db
        .updateTable('files')
        .set({ deleted_at: now })
        .where('id', 'in', doomed)
        .returning('id')
        .execute();
    });
    return rows.map(({ id }) => id);
  }

  async remove(id: Uint8Array): Promise<void> {
    await this.#database.run('file-remove', (db) =>
      db.deleteFrom('files').where('id', '=', id).where('deleted_at', 'is not', null).execute(),
    );
  }

  async page(count: number, after?: Uint8Array): Promise<{ id: Uint8Array; isFinished: boolean }[]> {
    const rows = await this.#database.run('file-page', (db) => {
      const all = db
        .selectFrom('files')
        .select(['id', 'expires_at', 'deleted_at'])
        .orderBy('id')
        .limit(count);
      return (after === undefined ? all : all.where('id', '>', after)).execute();
    });
    return rows.map((row) => ({
      id: row.id,
      isFinished: row.expires_at === null && row.deleted_at === null,
    }));
  }

  async exists(id: Uint8Array): Promise<boolean> {
    const row = await this.#database.run('file-exists', (db) =>
      db.selectFrom('files').select('id').where('id', '=', id).executeTakeFirst(),
    );
    return row !== undefined;
  }

  async totals(): Promise<FileTotals> {
    const { bytes, files, unfinished } = await this.#database.run('file-totals', (db) => usage(db));
    return { bytes, finished: files - unfinished, unfinished };
  }
}

/** Changes nothing, but holds off everything else that counts what the account has. */
async function lockAccount(db: Kysely<Tables>, accountId: Uint8Array): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('accounts')
    .set(({ ref }) => ({ profile_wrap: ref('profile_wrap') }))
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new ProtocolError('login-required');
}

/** Of one account, or of all. */
async function usage(
  db: Kysely<Tables>,
  accountId?: Uint8Array,
): Promise<{ bytes: number; files: number; unfinished: number }> {
  const all = db
    .selectFrom('files')
    .select(({ fn }) => [
      // Sums have another type than what they add up.
      sql<number>`cast(coalesce(sum(charged_bytes), 0) as bigint)`.as('bytes'),
      fn.countAll<number>().as('files'),
      fn.count<number>('expires_at').as('unfinished'),
    ])
    .where('deleted_at', 'is', null);
  return (accountId === undefined ? all : all.where('account_id', '=', accountId)).executeTakeFirstOrThrow();
}

function hasNoWriter(now: number): (eb: Files) => Expression<SqlBool> {
  return ({ or, eb }) => or([eb('writer_until', 'is', null), eb('writer_until', '<=', now)]);
}

function isBehind({ createdAt, id }: FilePosition): (eb: Files) => Expression<SqlBool> {
  return ({ or, and, eb }) =>
    or([eb('created_at', '<', createdAt), and([eb('created_at', '=', createdAt), eb('id', '<', id)])]);
}

/** A finished file stays finished. */
function later({ eb }: Files, expiresAt: number): Expression<number | null> {
  return eb.case().when('expires_at', 'is', null).then(null).else(expiresAt).end();
}

function toRow(file: NewFile) {
  return {
    id: file.id,
    account_id: file.accountId,
    size: file.size,
    charged_bytes: file.size,
    token_hash: file.tokenHash,
    created_at: file.createdAt,
    expires_at: file.expiresAt,
    manifest: null,
    deleted_at: null,
    writer: null,
    writer_until: null,
  };
}

function toFile(row: FileRow): StoredFile | undefined {
  if (row.account_id === null) return undefined;
  return {
    id: row.id,
    accountId: row.account_id,
    size: row.size,
    tokenHash: row.token_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
  };
}

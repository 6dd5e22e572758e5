import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { types } from 'node:util';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** How long a write waits for another process (a command, a backup) to finish its own, in milliseconds. */
const busyLimit = 5000;
const busyPause = 20;

/**
 * Kysely over Node's own SQLite. One connection serves all; Kysely lines the queries up.
 *
 * Node's interface is synchronous, so SQLite's own waiting for a lock would hold up the whole process, calls
 * included: here the wait is between tries.
 */
export class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#database);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new NodeSqliteAdapter();
  }

  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature.
  createIntrospector(db: Kysely<any>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

/**
 * Lets migrations be one transaction, which SQLite can do. The transaction takes the write lock as it begins,
 * so it is the lock against others that migrate at the same time, too.
 */
class NodeSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: NodeSqliteConnection;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#connection = new NodeSqliteConnection(database);
  }

  async init(): Promise<void> {
    // The connection is open already.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** A transaction that reads first and writes later could be refused in its midst: it locks from the start. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // SQLite has done so itself after some errors, such as a full disk.
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(): Promise<void> {
    // The next one takes the same.
  }

  async destroy(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const deadline = performance.now() + busyLimit;
    for (;;) {
      try {
        return this.#execute(sql, parameters.map(toInput));
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw error;
        await sleep(busyPause);
      }
    }
  }

  // biome-ignore lint/correctness/useYield: Nothing here streams.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('This dialect does not stream.');
  }

  #execute<R>(sql: string, parameters: SQLInputValue[]): QueryResult<R> {
    const statement = this.#database.prepare(sql);
    if (statement.columns().length > 0) {
      // The type is Kysely's promise, which the query was built under.
      return { rows: statement.all(...parameters) as R[] };
    }
    const { changes } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || ['string', 'number', 'bigint'].includes(typeof value) || ArrayBuffer.isView(value)) {
    return value as SQLInputValue;
  }
  throw new TypeError(`SQLite takes no ${typeof value}.`);
}

/** `SQLITE_BUSY`, in its plain form and its extended ones. */
function isBusy(error: unknown): boolean {
  return types.isNativeError(error) && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}

import { type Dialect, Kysely, sql, type Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { DatabasePlace } from '../../config/database-place.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { ColumnTypes } from './column-types.ts';
import { MigrationError, migrate } from './migrations.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import { openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';
import { codeOf, isPassing, storageFailure } from './storage-failure.ts';
import type { QueryOutcome, StorageMetrics } from './storage-metrics.ts';
import type { Tables } from './tables.ts';

export interface DatabaseOptions {
  readonly place: DatabasePlace;
  readonly metrics: StorageMetrics;
  readonly logger: Logger;
}

/** Milliseconds between two tries to reach a database that was away at the start. */
const retryPause = 2000;
/** Milliseconds for which readiness takes an answer of the database as its present state. */
const checkLifetime = 1000;

/**
 * The database as the stores use it. One that is away takes nothing with it: what needs it is answered with
 * `storage-unavailable`, at once or after the time that a connection may take, and works again when it is back.
 */
export class Database {
  readonly kind: DatabasePlace['kind'];
  readonly #kysely: Kysely<Tables>;
  readonly #metrics: StorageMetrics;
  readonly #logger: Logger;
  #isMigrated = false;
  #retry: NodeJS.Timeout | undefined;
  #check: { readonly until: number; readonly answer: Promise<string | undefined> } | undefined;
  #isClosed = false;

  /** @throws Where SQLite's file cannot be opened or made. */
  constructor({ place, metrics, logger }: DatabaseOptions) {
    this.kind = place.kind;
    this.#kysely = new Kysely<Tables>({ dialect: createDialect(place, logger) });
    this.#metrics = metrics;
    this.#logger = logger;
  }

  /**
   * Brings the tables to the present version. Where the database is away, that is tried again until it is
   * there; calls need not wait for it.
   *
   * @throws `MigrationError` where the database cannot be used by this version at all.
   */
  async start(): Promise<void> {
    try {
      await migrate(this.#kysely, columnTypes[this.kind]);
      this.#isMigrated = true;
      if (this.#retry !== undefined) this.#logger.info('database reached');
    } catch (error) {
      if (this.#isClosed) return;
      if (!(error instanceof MigrationError && isPassing(error.cause))) throw error;
      if (this.#retry === undefined) {
        const reason = codeOf(error.cause);
        this.#logger.warn({ reason }, 'The database cannot be reached; accounts wait for it');
      }
      this.#retry = setTimeout(() => void this.#startAgain(), retryPause);
    }
  }

  /**
   * Runs a query, or several that need not be one.
   *
   * @param operation Names it in metrics and errors.
   * @throws ProtocolError `storage-unavailable` where the database is away.
   */
  run<T>(operation: string, query: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    return this.#measure(operation, () => query(this.#kysely));
  }

  /** Runs queries as one: all of them count, or none, also where one throws. */
  transaction<T>(operation: string, query: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#measure(operation, () => this.#kysely.transaction().execute(query));
  }

  /** Whether it answers, for readiness: at most one question a second, however often probes come. */
  check(now = Date.now()): Promise<string | undefined> {
    if (this.#check === undefined || this.#check.until <= now) {
      this.#check = { until: now + checkLifetime, answer: this.#ask() };
    }
    return this.#check.answer;
  }

  /** Lets running queries end. May be called twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#kysely.destroy();
  }

  async #startAgain(): Promise<void> {
    try {
      await this.start();
    } catch (error) {
      this.#logger.error({ err: error }, 'The database cannot be used');
    }
  }

  async #ask(): Promise<string | undefined> {
    try {
      await this.run('check', (db) => sql`select 1`.execute(db));
      return undefined;
    } catch (error) {
      return error instanceof ProtocolError ? 'The database does not answer.' : 'The database refuses.';
    }
  }

  async #measure<T>(operation: string, query: () => Promise<T>): Promise<T> {
    const ended = this.#metrics.started(operation);
    try {
      if (!this.#isMigrated) throw new ProtocolError('storage-unavailable', undefined, { retryAfter: 5 });
      const result = await query();
      ended('done');
      return result;
    } catch (error) {
      const failure = storageFailure(operation, error);
      ended(outcomeOf(failure));
      throw failure;
    }
  }
}

const columnTypes: Readonly<Record<DatabasePlace['kind'], ColumnTypes>> = {
  sqlite: { bytes: 'blob' },
  postgres: { bytes: 'bytea' },
};

function createDialect(place: DatabasePlace, logger: Logger): Dialect {
  if (place.kind === 'sqlite') return new NodeSqliteDialect(openSqlite(place.file));
  const onConnectionLost = () => logger.debug('A connection to the database broke');
  return openPostgres({ url: place.url, connections: place.connections, onConnectionLost });
}

function outcomeOf(failure: Error): QueryOutcome {
  if (!(failure instanceof ProtocolError)) return 'failed';
  return failure.code === 'storage-unavailable' ? 'unavailable' : 'refused';
}

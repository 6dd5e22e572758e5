import type { Logger } from 'pino';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';

/** Rows that one query deletes: few, so that nobody waits long for them. */
const batch = 200;
/** Seconds between two sweeps. */
const interval = 30;

const expiring = [
  ['sessions', 'id', 'expires_at'],
  ['attempts', 'id_hash', 'expires_at'],
  ['throttles', 'key_hash', 'expires_at'],
  ['invitations', 'token_hash', 'expires_at'],
  ['handles', 'look_hash', 'held_until'],
  ['file_links', 'id', 'expires_at'],
] as const;

/** Takes rows that have expired out of the database. They count for nothing before that, too. */
export class Sweep {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #logger: Logger;
  readonly #afterwards: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  /** @param afterwards What else is worth doing that often. */
  constructor(
    database: Database,
    now: () => number,
    logger: Logger,
    afterwards: () => Promise<void> = async () => undefined,
  ) {
    this.#database = database;
    this.#now = now;
    this.#logger = logger;
    this.#afterwards = afterwards;
  }

  /** Sweeps now, and every half minute from now on. */
  start(): void {
    this.#runOnce();
    this.#timer ??= setInterval(() => this.#runOnce(), interval * 1000);
  }

  /**
   * Takes out all that has expired.
   *
   * @returns How many rows.
   */
  async sweep(): Promise<number> {
    const now = this.#now();
    let total = 0;
    for (const [table, key, expiry] of expiring) {
      for (;;) {
        const deleted = await this.#deleteBatch(table, key, expiry, now);
        total += deleted;
        if (deleted < batch) break;
      }
    }
    return total;
  }

  /** Waits for a sweep that runs. May be called twice. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Leaves it to a sweep that still runs. */
  #runOnce(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    try {
      await this.sweep();
      await this.#afterwards();
    } catch (error) {
      // Where the database is away, readiness says so already.
      const away = error instanceof ProtocolError && error.code === 'storage-unavailable';
      if (!away) this.#logger.error({ err: error }, 'Expired rows could not be taken out');
    }
  }

  async #deleteBatch(
    table: (typeof expiring)[number][0],
    key: (typeof expiring)[number][1],
    expiry: (typeof expiring)[number][2],
    now: number,
  ): Promise<number> {
    const { numDeletedRows } = await this.#database.run('sweep', (db) => {
      const { ref } = db.dynamic;
      const expired = db.selectFrom(table).select(ref(key)).where(ref(expiry), '<=', now).limit(batch);
      return db.deleteFrom(table).where(ref(key), 'in', expired).executeTakeFirstOrThrow();
    });
    return Number(numDeletedRows);
  }
}

import type { Kysely } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** One count of tries, and how long each further one has to wait. */
export interface Throttle {
  readonly keyHash: Uint8Array;
  /** Milliseconds until the next try, after so many. */
  readonly waitAfter: (tries: number) => number;
  /** Milliseconds of peace, from the end of the last wait on, after which the count begins anew. */
  readonly forgetAfter: number;
}

/** Tries at something that can be guessed, counted for all nodes together. */
export interface ThrottleStore {
  /**
   * Counts a try in all of them, or, where one has to wait, in none.
   *
   * @throws ProtocolError `rate-limited`, with the time to wait.
   */
  count(throttles: readonly Throttle[], now: number): Promise<void>;
  forget(keyHash: Uint8Array): Promise<void>;
}

/** {@link ThrottleStore} over SQL. */
export class SqlThrottleStore implements ThrottleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  count(throttles: readonly Throttle[], now: number): Promise<void> {
    // All take their rows in one order, so that no two wait for each other.
    const ordered = throttles.toSorted((a, b) => Buffer.compare(a.keyHash, b.keyHash));
    return this.#database.transaction('throttle-count', async (db) => {
      for (const throttle of ordered) await countOne(db, throttle, now);
    });
  }

  async forget(keyHash: Uint8Array): Promise<void> {
    await this.#database.run('throttle-forget', (db) =>
      db.deleteFrom('throttles').where('key_hash', '=', keyHash).execute(),
    );
  }
}

async function countOne(
  db: Kysely<Tables>,
  { keyHash, waitAfter, forgetAfter }: Throttle,
  now: number,
): Promise<void> {
  // The row is locked from here to the end of the transaction: tries at once are counted one after the other.
  const counted = await db
    .insertInto('throttles')
    .values({ key_hash: keyHash, tries: 1, blocked_until: now, expires_at: now + forgetAfter })
    .onConflict((conflict) =>
      conflict
        .column('key_hash')
        .doUpdateSet(({ ref, eb }) => ({
          tries: eb
            .case()
            .when('throttles.expires_at', '<=', now)
            .then(1)
            .else(eb(ref('throttles.tries'), '+', 1))
            .end(),
        }))
        .where('throttles.blocked_until', '<=', now),
    )
    .returning('tries')
    .executeTakeFirst();
  if (counted === undefined) throw await refusal(db, keyHash, now);
  const blockedUntil = now + waitAfter(counted.tries);
  await db
    .updateTable('throttles')
    .set({ blocked_until: blockedUntil, expires_at: blockedUntil + forgetAfter })
    .where('key_hash', '=', keyHash)
    .execute();
}

async function refusal(db: Kysely<Tables>, keyHash: Uint8Array, now: number): Promise<ProtocolError> {
  const { blocked_until: until } = await db
    .selectFrom('throttles')
    .select('blocked_until')
    .where('key_hash', '=', keyHash)
    .executeTakeFirstOrThrow();
  return new ProtocolError('rate-limited', undefined, {
    retryAfter: Math.max(1, Math.ceil((until - now) / 1000)),
  });
}

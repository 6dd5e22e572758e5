import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { blockersOf, findPresentMember, includes, presentMembers } from './members.ts';
import type { Tables } from './tables.ts';

/** How far members have read, and whom what a member does just now concerns. */
export interface MarkerStore {
  /**
   * Replaces a member's marker.
   *
   * @returns Who hears of it.
   * @throws ProtocolError `not-found` for whoever is no member.
   */
  set(accountId: Uint8Array, conversationId: Uint8Array, marker: Uint8Array): Promise<Uint8Array[]>;
  /**
   * Who sees that a member is writing: the others, but in a direct conversation not where one blocks the other.
   *
   * @throws ProtocolError `not-found` for whoever is no member.
   */
  watchers(accountId: Uint8Array, conversationId: Uint8Array): Promise<Uint8Array[]>;
}

/** {@link MarkerStore} over SQL. */
export class SqlMarkerStore implements MarkerStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  set(accountId: Uint8Array, conversationId: Uint8Array, marker: Uint8Array): Promise<Uint8Array[]> {
    return this.#database.transaction('marker-set', async (db) => {
      await findPresentMember(db, conversationId, accountId);
      await db
        .insertInto('markers')
        .values({ conversation_id: conversationId, account_id: accountId, marker })
        .onConflict((conflict) => conflict.columns(['conversation_id', 'account_id']).doUpdateSet({ marker }))
        .execute();
      const { members, blockers } = await audience(db, accountId, conversationId);
      return members.filter((id) => !includes(blockers, id));
    });
  }

  watchers(accountId: Uint8Array, conversationId: Uint8Array): Promise<Uint8Array[]> {
    return this.#database.run('marker-watchers', async (db) => {
      await findPresentMember(db, conversationId, accountId);
      const { members, isDirect, blockers } = await audience(db, accountId, conversationId);
      const others = members.filter((id) => Buffer.compare(id, accountId) !== 0);
      const [other] = others;
      if (!isDirect || other === undefined) return others;
      const isBlocked = blockers.length > 0 || (await blockersOf(db, other, [accountId])).length > 0;
      return isBlocked ? [] : others;
    });
  }
}

/** Those who are members and know of it, and who of them blocks the person, which counts between two alone. */
async function audience(db: Kysely<Tables>, accountId: Uint8Array, conversationId: Uint8Array) {
  const { kind } = await db
    .selectFrom('conversations')
    .select('kind')
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow();
  const present = await presentMembers(db, conversationId);
  const members = present
    .filter(({ hidden_by: hiddenBy }) => hiddenBy === null)
    .map(({ account_id: id }) => id);
  const isDirect = kind === 'direct';
  return { members, isDirect, blockers: isDirect ? await blockersOf(db, accountId, members) : [] };
}

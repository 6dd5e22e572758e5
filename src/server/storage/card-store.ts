import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Database } from './database.ts';
import { departedCards } from './departed.ts';
import { includes } from './members.ts';
import { cardColumns, type KnownCard, type StoredCard, toCard } from './stored-card.ts';
import type { Tables } from './tables.ts';

/** Cards of people, which are parts of their accounts. */
export interface CardStore {
  findByHandle(handle: string): Promise<StoredCard | undefined>;
  /**
   * Those of them whom the reader may know: contacts, those with whom one has a conversation, also where their account
   * is gone, and oneself.
   */
  list(readerId: Uint8Array, ids: readonly Uint8Array[]): Promise<KnownCard[]>;
  /** Whether the reader may know them. */
  isKnown(readerId: Uint8Array, id: Uint8Array): Promise<boolean>;
}

/** {@link CardStore} over SQL. */
export class SqlCardStore implements CardStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async findByHandle(handle: string): Promise<StoredCard | undefined> {
    const row = await this.#database.run('card-find', (db) =>
      db.selectFrom('accounts').select(cardColumns).where('handle', '=', handle).executeTakeFirst(),
    );
    return row && toCard(row);
  }

  async list(readerId: Uint8Array, ids: readonly Uint8Array[]): Promise<KnownCard[]> {
    return this.#database.run('card-list', async (db) => {
      const rows = await db
        .selectFrom('accounts')
        .select(cardColumns)
        .where('accounts.id', 'in', [...ids])
        .where((builder) => mayKnow(builder, readerId))
        .orderBy('accounts.id')
        .execute();
      const found = rows.map(({ id }) => id);
      const others = ids.filter((id) => !includes(found, id));
      const present = rows.map((row) => ({ ...toCard(row), isGone: false }));
      return [...present, ...(await departedCards(db, readerId, others))];
    });
  }

  async isKnown(readerId: Uint8Array, id: Uint8Array): Promise<boolean> {
    return (await this.list(readerId, [id])).length > 0;
  }
}

function mayKnow(
  { eb, or, exists, selectFrom }: ExpressionBuilder<Tables, 'accounts'>,
  readerId: Uint8Array,
): Expression<SqlBool> {
  const contact = selectFrom('contacts')
    .select('contacts.person_id')
    .where('contacts.owner_id', '=', readerId)
    .whereRef('contacts.person_id', '=', 'accounts.id');
  const together = selectFrom('members as theirs')
    .innerJoin('members as own', 'own.conversation_id', 'theirs.conversation_id')
    .select('theirs.account_id')
    .where('own.account_id', '=', readerId)
    .where('own.hidden_by', 'is', null)
    .whereRef('theirs.account_id', '=', 'accounts.id')
    // Whoever has left learns nothing of those who came later.
    .where((inner) =>
      inner.or([
        inner('own.left_at_index', 'is', null),
        inner('theirs.joined_at_index', '<=', inner.ref('own.left_at_index')),
      ]),
    );
  return or([eb('accounts.id', '=', readerId), exists(contact), exists(together)]);
}

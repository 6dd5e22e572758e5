import type { Kysely } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { ContactState } from '../../protocol/people.ts';
import type { Database } from './database.ts';
import { cardColumns, type StoredCard, toCard } from './stored-card.ts';
import type { Tables } from './tables.ts';

/** What somebody is to the owner of the row. */
export interface ContactSide {
  readonly state: ContactState;
  /** The person's, once there is one. */
  readonly introduction: Uint8Array | null;
}

/** What two people are to each other. */
export interface ContactSides {
  /** What the person is to the owner. */
  readonly own: ContactSide | undefined;
  /** What the owner is to the person. */
  readonly other: ContactSide | undefined;
}

export interface ContactLimits {
  /** Most people that one has asked, accepted or blocked. */
  readonly perAccount: number;
  /** Most people who wait for one's answer. */
  readonly waiting: number;
}

export interface StoredContact extends ContactSide {
  readonly person: StoredCard;
  readonly deviceListLength: number;
  readonly changedAt: number;
}

/** What people are to each other: each has their own view of it. */
export interface ContactStore {
  list(ownerId: Uint8Array): Promise<StoredContact[]>;
  /**
   * Changes what two people are to each other, as one.
   *
   * @param decide What it shall be, from what it is.
   * @returns What it was, and is.
   * @throws ProtocolError `not-found` where there is no such person, `limit-reached`, and what `decide` throws.
   */
  change(
    ids: { readonly ownerId: Uint8Array; readonly personId: Uint8Array },
    decide: (sides: ContactSides) => ContactSides,
    options: { readonly now: number; readonly limits: ContactLimits },
  ): Promise<{ readonly before: ContactSides; readonly after: ContactSides }>;
  /** Who is the owner's contact, and the owner theirs. */
  mutual(ownerId: Uint8Array): Promise<Uint8Array[]>;
  /** To whom the person is a contact. */
  acceptedBy(personId: Uint8Array): Promise<Uint8Array[]>;
  /** To whom the person is anything. */
  knownBy(personId: Uint8Array): Promise<Uint8Array[]>;
}

/** {@link ContactStore} over SQL. */
export class SqlContactStore implements ContactStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(ownerId: Uint8Array): Promise<StoredContact[]> {
    const rows = await this.#database.run('contact-list', (db) =>
      db
        .selectFrom('contacts')
        .innerJoin('accounts', 'accounts.id', 'contacts.person_id')
        .select([...cardColumns, 'contacts.state', 'contacts.introduction', 'contacts.changed_at'])
        .select(({ selectFrom }) =>
          selectFrom('device_entries')
            .select('device_entries.entry_index')
            .whereRef('device_entries.account_id', '=', 'contacts.person_id')
            .orderBy('device_entries.entry_index', 'desc')
            .limit(1)
            .as('last_device_entry'),
        )
        .where('contacts.owner_id', '=', ownerId)
        .orderBy('contacts.changed_at', 'desc')
        .orderBy('contacts.person_id')
        .execute(),
    );
    return rows.map((row) => ({
      person: toCard(row),
      state: row.state,
      introduction: row.introduction,
      deviceListLength: (row.last_device_entry ?? -1) + 1,
      changedAt: row.changed_at,
    }));
  }

  change(
    { ownerId, personId }: { readonly ownerId: Uint8Array; readonly personId: Uint8Array },
    decide: (sides: ContactSides) => ContactSides,
    { now, limits }: { readonly now: number; readonly limits: ContactLimits },
  ) {
    return this.#database.transaction('contact-change', async (db) => {
      await lockAccounts(db, [ownerId, personId]);
      const before = {
        own: await findSide(db, ownerId, personId),
        other: await findSide(db, personId, ownerId),
      };
      const after = decide(before);
      // Counted whatever the person thinks of the owner, who could else tell from the answer.
      const isNew = before.own === undefined && after.own !== undefined;
      const isAccepted = before.own?.state !== 'accepted' && after.own?.state === 'accepted';
      if (isNew || isAccepted) {
        await refuseMany(db, ownerId, ['asked', 'accepted', 'blocked'], limits.perAccount);
      }
      if (isNew && after.own?.state === 'asked') {
        await refuseMany(db, personId, ['asking'], limits.waiting);
      }
      await writeSide(db, ownerId, personId, before.own, after.own, now);
      await writeSide(db, personId, ownerId, before.other, after.other, now);
      if (before.own?.state === 'blocked' && after.own?.state !== 'blocked') {
        await showHidden(db, ownerId, personId);
      }
      return { before, after };
    });
  }

  async mutual(ownerId: Uint8Array): Promise<Uint8Array[]> {
    const rows = await this.#database.run('contact-mutual', (db) =>
      db
        .selectFrom('contacts as own')
        .innerJoin('contacts as other', (join) =>
          join.onRef('other.owner_id', '=', 'own.person_id').onRef('other.person_id', '=', 'own.owner_id'),
        )
        .select('own.person_id')
        .where('own.owner_id', '=', ownerId)
        .where('own.state', '=', 'accepted')
        .where('other.state', '=', 'accepted')
        .execute(),
    );
    return rows.map(({ person_id: id }) => id);
  }

  async acceptedBy(personId: Uint8Array): Promise<Uint8Array[]> {
    const rows = await this.#database.run('contact-accepted-by', (db) =>
      db
        .selectFrom('contacts')
        .select('owner_id')
        .where('person_id', '=', personId)
        .where('state', '=', 'accepted')
        .execute(),
    );
    return rows.map(({ owner_id: id }) => id);
  }

  async knownBy(personId: Uint8Array): Promise<Uint8Array[]> {
    const rows = await this.#database.run('contact-known-by', (db) =>
      db.selectFrom('contacts').select('owner_id').where('person_id', '=', personId).execute(),
    );
    return rows.map(({ owner_id: id }) => id);
  }
}

/**
 * Lets nobody else change what the two are to each other until the transaction ends. Writes nothing new: a row that
 * is written is locked in both databases alike.
 */
async function lockAccounts(db: Kysely<Tables>, ids: readonly Uint8Array[]): Promise<void> {
  // All take them in one order, so that no two wait for each other.
  for (const id of ids.toSorted(Buffer.compare)) {
    const { numUpdatedRows } = await db
      .updateTable('accounts')
      .set(({ ref }) => ({ profile_wrap: ref('profile_wrap') }))
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new ProtocolError('not-found');
  }
}

function findSide(
  db: Kysely<Tables>,
  ownerId: Uint8Array,
  personId: Uint8Array,
): Promise<ContactSide | undefined> {
  return db
    .selectFrom('contacts')
    .select(['state', 'introduction'])
    .where('owner_id', '=', ownerId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
}

async function writeSide(
  db: Kysely<Tables>,
  ownerId: Uint8Array,
  personId: Uint8Array,
  before: ContactSide | undefined,
  after: ContactSide | undefined,
  now: number,
): Promise<void> {
  if (after === before) return;
  if (after === undefined) {
    await db
      .deleteFrom('contacts')
      .where('owner_id', '=', ownerId)
      .where('person_id', '=', personId)
      .execute();
    return;
  }
  const { state, introduction } = after;
  await db
    .insertInto('contacts')
    .values({ owner_id: ownerId, person_id: personId, state, introduction, changed_at: now })
    .onConflict((conflict) =>
      conflict.columns(['owner_id', 'person_id']).doUpdateSet({ state, introduction, changed_at: now }),
    )
    .execute();
}

async function refuseMany(
  db: Kysely<Tables>,
  ownerId: Uint8Array,
  states: ContactState[],
  most: number,
): Promise<void> {
  const { count } = await db
    .selectFrom('contacts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner_id', '=', ownerId)
    .where('state', 'in', states)
    .executeTakeFirstOrThrow();
  if (count >= most) throw new ProtocolError('limit-reached');
}

/** What somebody has begun while they were blocked is there from now on. */
async function showHidden(db: Kysely<Tables>, ownerId: Uint8Array, personId: Uint8Array): Promise<void> {
  await db
    .updateTable('members')
    .set({ hidden_by: null })
    .where('account_id', '=', ownerId)
    .where('hidden_by', '=', personId)
    .execute();
}

import type { Kysely, Selectable } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Tables } from './tables.ts';

/** Questions about who is in a conversation, within a transaction or query of the caller. */

type MemberRow = Selectable<Tables['members']>;
type LockedConversation = Pick<Selectable<Tables['conversations']>, 'kind' | 'log_length' | 'last_sequence'>;

/**
 * Lets nobody else change the conversation until the transaction ends. Writes nothing new: a row that is written is
 * locked in both databases alike.
 *
 * @throws ProtocolError `not-found`.
 */
export async function lockConversation(
  db: Kysely<Tables>,
  conversationId: Uint8Array,
): Promise<LockedConversation> {
  const row = await db
    .updateTable('conversations')
    .set(({ ref }) => ({ changed_at: ref('changed_at') }))
    .where('id', '=', conversationId)
    .returning(['kind', 'log_length', 'last_sequence'])
    .executeTakeFirst();
  if (row === undefined) throw new ProtocolError('not-found');
  return row;
}

/**
 * A person's membership, also where it has ended.
 *
 * @throws ProtocolError `not-found` for whoever was never a member, or is not to know of it.
 */
export async function findMember(
  db: Kysely<Tables>,
  conversationId: Uint8Array,
  accountId: Uint8Array,
): Promise<MemberRow> {
  const row = await db
    .selectFrom('members')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('account_id', '=', accountId)
    .where('hidden_by', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw new ProtocolError('not-found');
  return row;
}

/** @throws ProtocolError `not-found` for whoever is no member now. */
export async function findPresentMember(
  db: Kysely<Tables>,
  conversationId: Uint8Array,
  accountId: Uint8Array,
): Promise<void> {
  const { left_at_index: left } = await findMember(db, conversationId, accountId);
  if (left !== null) throw new ProtocolError('not-found');
}

/** Those who are members now, with what they are not to hear of. */
export function presentMembers(
  db: Kysely<Tables>,
  conversationId: Uint8Array,
): Promise<Pick<MemberRow, 'account_id' | 'hidden_by'>[]> {
  return db
    .selectFrom('members')
    .select(['account_id', 'hidden_by'])
    .where('conversation_id', '=', conversationId)
    .where('left_at_index', 'is', null)
    .orderBy('account_id')
    .execute();
}

/** Of these people, those who have blocked the person. */
export async function blockersOf(
  db: Kysely<Tables>,
  personId: Uint8Array,
  among: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  if (among.length === 0) return [];
  const rows = await db
    .selectFrom('contacts')
    .select('owner_id')
    .where('person_id', '=', personId)
    .where('state', '=', 'blocked')
    .where('owner_id', 'in', [...among])
    .execute();
  return rows.map(({ owner_id: id }) => id);
}

/**
 * Who adds people has to have all of them as contacts.
 *
 * @throws ProtocolError `not-a-contact`.
 */
export async function refuseStrangers(
  db: Kysely<Tables>,
  ownerId: Uint8Array,
  people: readonly Uint8Array[],
): Promise<void> {
  if (people.length === 0) return;
  const { count } = await db
    .selectFrom('contacts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner_id', '=', ownerId)
    .where('state', '=', 'accepted')
    .where('person_id', 'in', [...people])
    .executeTakeFirstOrThrow();
  if (count !== people.length) throw new ProtocolError('not-a-contact');
}

/** @throws ProtocolError `limit-reached` where one of them is in so many conversations already. */
export async function refuseBusy(
  db: Kysely<Tables>,
  people: readonly Uint8Array[],
  most: number,
): Promise<void> {
  if (people.length === 0) return;
  const busy = await db
    .selectFrom('members')
    .select('account_id')
    .where('account_id', 'in', [...people])
    .where('left_at_index', 'is', null)
    .groupBy('account_id')
    .having(({ fn }) => fn.countAll<number>(), '>=', most)
    .executeTakeFirst();
  if (busy !== undefined) throw new ProtocolError('limit-reached');
}

export const includes = (ids: readonly Uint8Array[], id: Uint8Array): boolean =>
  ids.some((other) => Buffer.compare(other, id) === 0);

import type { Kysely } from 'kysely';
import { type KnownCard, toCard } from './stored-card.ts';
import type { Tables } from './tables.ts';

/**
 * Keeps the card and the device list of somebody whose account is about to go, within a transaction of its caller: for
 * each of their conversations, and as long as that one is there.
 */
export async function keepForConversations(db: Kysely<Tables>, accountId: Uint8Array): Promise<void> {
  await db
    .insertInto('departed_cards')
    .columns(['conversation_id', 'account_id', 'handle', 'identity_key', 'seal_key', 'card_signature'])
    .expression(
      db
        .selectFrom('members')
        .innerJoin('accounts', 'accounts.id', 'members.account_id')
        .select([
          'members.conversation_id',
          'accounts.id',
          'accounts.handle',
          'accounts.identity_key',
          'accounts.seal_key',
          'accounts.card_signature',
        ])
        .where('members.account_id', '=', accountId),
    )
    .execute();
  await db
    .insertInto('departed_device_entries')
    .columns(['conversation_id', 'account_id', 'entry_index', 'entry'])
    .expression(
      db
        .selectFrom('members')
        .innerJoin('device_entries', 'device_entries.account_id', 'members.account_id')
        .select([
          'members.conversation_id',
          'device_entries.account_id',
          'device_entries.entry_index',
          'device_entries.entry',
        ])
        .where('members.account_id', '=', accountId),
    )
    .execute();
}

/** The cards of those of these people whose accounts are gone and with whom the reader had a conversation. */
export async function departedCards(
  db: Kysely<Tables>,
  readerId: Uint8Array,
  ids: readonly Uint8Array[],
): Promise<KnownCard[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('departed_cards')
    .innerJoin('members', 'members.conversation_id', 'departed_cards.conversation_id')
    .select([
      'departed_cards.account_id as id',
      'departed_cards.handle',
      'departed_cards.identity_key',
      'departed_cards.seal_key',
      'departed_cards.card_signature',
    ])
    .distinct()
    .where('departed_cards.account_id', 'in', [...ids])
    .where('members.account_id', '=', readerId)
    .where('members.hidden_by', 'is', null)
    .execute();
  return rows.map((row) => ({ ...toCard(row), isGone: true }));
}

/** The device list of somebody whose account is gone, from its first entry on. */
export async function departedEntries(db: Kysely<Tables>, accountId: Uint8Array): Promise<Uint8Array[]> {
  // The same in each of their conversations.
  const one = db
    .selectFrom('departed_device_entries')
    .select('conversation_id')
    .where('account_id', '=', accountId)
    .orderBy('conversation_id')
    .limit(1);
  const rows = await db
    .selectFrom('departed_device_entries')
    .select('entry')
    .where('account_id', '=', accountId)
    .where('conversation_id', 'in', one)
    .orderBy('entry_index')
    .execute();
  return rows.map(({ entry }) => entry);
}

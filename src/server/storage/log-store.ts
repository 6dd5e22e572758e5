import type { Kysely } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import { insertEpochKeys, type NewEpochKeys, type StoredEpochKeys } from './epoch-keys.ts';
import {
  blockersOf,
  findMember,
  includes,
  lockConversation,
  presentMembers,
  refuseBusy,
  refuseStrangers,
} from './members.ts';
import type { Tables } from './tables.ts';

export interface NewLogEntry {
  readonly conversationId: Uint8Array;
  /** Who appends it. */
  readonly accountId: Uint8Array;
  readonly index: number;
  readonly entry: Uint8Array;
  readonly added: readonly Uint8Array[];
  readonly removed: readonly Uint8Array[];
  /** Where it begins an epoch. */
  readonly keys: NewEpochKeys | undefined;
  readonly now: number;
  /** Most members, and most conversations that one person is in. */
  readonly limits: { readonly members: number; readonly perAccount: number };
}

export interface StoredLogEntry {
  readonly index: number;
  readonly entry: Uint8Array;
  /** Of the epoch that it begins, where the reader has a box. */
  readonly keys: StoredEpochKeys | undefined;
}

/** Membership logs: entries are added, and none is taken. */
export interface LogStore {
  /**
   * Adds the entry that has this index, with what it changes.
   *
   * @returns Who hears of it, those who were removed among them; nobody where it was there already.
   * @throws ProtocolError `not-found` for whoever is no member; `conflict` where another entry has the index, the
   * members are others, or the boxes are not theirs; `not-a-contact`, `limit-reached`.
   */
  append(entry: NewLogEntry): Promise<Uint8Array[]>;
  /** @throws ProtocolError `not-found`. */
  read(
    accountId: Uint8Array,
    conversationId: Uint8Array,
    from: number,
    limit: number,
  ): Promise<{ readonly entries: StoredLogEntry[]; readonly length: number }>;
}

/** {@link LogStore} over SQL. */
export class SqlLogStore implements LogStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append(appended: NewLogEntry): Promise<Uint8Array[]> {
    const { conversationId, accountId, index, entry, removed, keys, now } = appended;
    return this.#database.transaction('log-append', async (db) => {
      const conversation = await lockConversation(db, conversationId);
      const { left_at_index: left } = await findMember(db, conversationId, accountId);
      if (index < (left === null ? conversation.log_length : left + 1)) {
        await refuseOther(db, appended);
        return [];
      }
      if (left !== null) throw new ProtocolError('not-found');
      if (index > conversation.log_length) throw new ProtocolError('conflict');

      const members = await presentMembers(db, conversationId);
      const next = await nextMembers(db, appended, conversation.kind, members);
      await db
        .insertInto('log_entries')
        .values({ conversation_id: conversationId, entry_index: index, entry, epoch: keys?.epoch ?? null })
        .execute();
      if (keys !== undefined) await insertEpochKeys(db, conversationId, keys, next);
      if (removed.length > 0) {
        await db
          .updateTable('members')
          .set({ left_at_index: index, left_at_sequence: conversation.last_sequence, left_at: now })
          .where('conversation_id', '=', conversationId)
          .where('account_id', 'in', [...removed])
          .execute();
      }
      const told = await addMembers(db, appended, conversation.last_sequence);
      await db
        .updateTable('conversations')
        .set({ log_length: index + 1, changed_at: now })
        .where('id', '=', conversationId)
        .execute();
      const present = members
        .filter(({ hidden_by: hiddenBy }) => hiddenBy === null)
        .map(({ account_id: id }) => id);
      const blockers = conversation.kind === 'direct' ? await blockersOf(db, accountId, present) : [];
      return [...present.filter((id) => !includes(blockers, id)), ...told];
    });
  }

  read(accountId: Uint8Array, conversationId: Uint8Array, from: number, limit: number) {
    return this.#database.run('log-read', async (db) => {
      const own = await findMember(db, conversationId, accountId);
      const { log_length: present } = await db
        .selectFrom('conversations')
        .select('log_length')
        .where('id', '=', conversationId)
        .executeTakeFirstOrThrow();
      // Whoever was removed sees the entry that did it, and none after it.
      const length = own.left_at_index === null ? present : own.left_at_index + 1;
      const rows = await db
        .selectFrom('log_entries')
        .leftJoin('epoch_boxes', (join) =>
          join
            .onRef('epoch_boxes.conversation_id', '=', 'log_entries.conversation_id')
            .onRef('epoch_boxes.epoch', '=', 'log_entries.epoch')
            .on('epoch_boxes.account_id', '=', accountId),
        )
        .leftJoin('epoch_heads', (join) =>
          join
            .onRef('epoch_heads.conversation_id', '=', 'log_entries.conversation_id')
            .onRef('epoch_heads.epoch', '=', 'log_entries.epoch'),
        )
        .select([
          'log_entries.entry_index',
          'log_entries.entry',
          'log_entries.epoch',
          'epoch_heads.head',
          'epoch_boxes.box',
        ])
        .where('log_entries.conversation_id', '=', conversationId)
        .where('log_entries.entry_index', '>=', from)
        .where('log_entries.entry_index', '<', length)
        .orderBy('log_entries.entry_index')
        .limit(limit)
        .execute();
      const entries = rows.map(({ entry_index: index, entry, epoch, head, box }) => ({
        index,
        entry,
        keys: epoch === null || head === null ? undefined : { epoch, head, box: box ?? undefined },
      }));
      return { entries, length };
    });
  }
}

/**
 * An index that is taken: where by this very entry, the answer to the first time was lost.
 *
 * @throws ProtocolError `conflict` where it is another.
 */
async function refuseOther(
  db: Kysely<Tables>,
  { conversationId, index, entry }: Pick<NewLogEntry, 'conversationId' | 'index' | 'entry'>,
): Promise<void> {
  const present = await db
    .selectFrom('log_entries')
    .select('entry')
    .where('conversation_id', '=', conversationId)
    .where('entry_index', '=', index)
    .executeTakeFirstOrThrow();
  if (Buffer.compare(present.entry, entry) !== 0) throw new ProtocolError('conflict');
}

/**
 * Who is a member after the entry.
 *
 * @throws ProtocolError `conflict`, `not-a-contact`, `limit-reached`.
 */
async function nextMembers(
  db: Kysely<Tables>,
  { accountId, added, removed, limits }: NewLogEntry,
  kind: 'direct' | 'group',
  members: readonly { readonly account_id: Uint8Array }[],
): Promise<Uint8Array[]> {
  const ids = members.map(({ account_id: id }) => id);
  const fits = added.every((id) => !includes(ids, id)) && (await areRemovable(db, removed, ids));
  const isChange = added.length + removed.length > 0;
  if (!fits || (isChange && kind === 'direct')) throw new ProtocolError('conflict');
  await refuseStrangers(db, accountId, added);
  await refuseBusy(db, added, limits.perAccount);
  const next = [...ids.filter((id) => !includes(removed, id)), ...added];
  if (added.length > 0 && next.length > limits.members) throw new ProtocolError('limit-reached');
  return next;
}

/** Members, and those whose account is gone and their membership with it, which the log does not know yet. */
async function areRemovable(
  db: Kysely<Tables>,
  removed: readonly Uint8Array[],
  members: readonly Uint8Array[],
): Promise<boolean> {
  const others = removed.filter((id) => !includes(members, id));
  if (others.length === 0) return true;
  const strangers = await db.selectFrom('accounts').select('id').where('id', 'in', others).limit(1).execute();
  return strangers.length === 0;
}

/** @returns Those of them who are to hear of it. */
async function addMembers(
  db: Kysely<Tables>,
  { conversationId, accountId, index, added }: NewLogEntry,
  lastSequence: number,
): Promise<Uint8Array[]> {
  const blockers = await blockersOf(db, accountId, added);
  for (const id of added) {
    const joined = {
      joined_at_index: index,
      joined_at_sequence: lastSequence,
      left_at_index: null,
      left_at_sequence: null,
      left_at: null,
      hidden_by: includes(blockers, id) ? accountId : null,
    };
    await db
      .insertInto('members')
      .values({ conversation_id: conversationId, account_id: id, ...joined })
      .onConflict((conflict) => conflict.columns(['conversation_id', 'account_id']).doUpdateSet(joined))
      .execute();
  }
  return added.filter((id) => !includes(blockers, id));
}

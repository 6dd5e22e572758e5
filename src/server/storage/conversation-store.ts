import { type Kysely, type Selectable, sql } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import { insertEpochKeys, type NewEpochKeys } from './epoch-keys.ts';
import { blockersOf, includes, refuseBusy, refuseStrangers } from './members.ts';
import { type StoredMessage, toMessage } from './message-store.ts';
import type { Tables } from './tables.ts';

export interface NewConversation {
  readonly id: Uint8Array;
  readonly kind: 'direct' | 'group';
  readonly creatorId: Uint8Array;
  /** With the creator; of a direct conversation two. */
  readonly members: readonly Uint8Array[];
  readonly entry: Uint8Array;
  readonly keys: NewEpochKeys;
  readonly now: number;
  /** Most conversations that one person is in. */
  readonly mostPerAccount: number;
}

/** A conversation as one of its members sees it, or saw it when they left. */
export interface StoredConversation {
  readonly id: Uint8Array;
  readonly kind: 'direct' | 'group';
  readonly members: readonly Uint8Array[];
  readonly logLength: number;
  /** Of the last message that they may see; 0 for none. */
  readonly lastSequence: number;
  readonly lastMessage: StoredMessage | undefined;
  readonly markers: readonly StoredMarker[];
  readonly changedAt: number;
}

export interface StoredMarker {
  readonly accountId: Uint8Array;
  readonly marker: Uint8Array;
}

/** A place in the list of conversations, which has those that changed last first. */
export interface ConversationPlace {
  readonly changedAt: number;
  readonly id: Uint8Array;
}

/** Conversations and who is in them. */
export interface ConversationStore {
  /**
   * Makes a conversation with its first entry and epoch.
   *
   * @returns Who hears of it.
   * @throws ProtocolError `conflict` where it is there, the two have another one, or the boxes are not the members';
   * `not-a-contact`, `limit-reached`.
   */
  create(conversation: NewConversation): Promise<Uint8Array[]>;
  /** After this place, or from the first on. */
  list(
    accountId: Uint8Array,
    after: ConversationPlace | undefined,
    limit: number,
  ): Promise<StoredConversation[]>;
  /** @throws ProtocolError `not-found`. */
  find(accountId: Uint8Array, id: Uint8Array): Promise<StoredConversation>;
  /** Everybody who is in a conversation with this person. */
  companions(accountId: Uint8Array): Promise<Uint8Array[]>;
}

/** {@link ConversationStore} over SQL. */
export class SqlConversationStore implements ConversationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  create(conversation: NewConversation): Promise<Uint8Array[]> {
    const { id, kind, creatorId, members, entry, keys, now, mostPerAccount } = conversation;
    const others = members.filter((member) => Buffer.compare(member, creatorId) !== 0);
    return this.#database.transaction('conversation-create', async (db) => {
      await refuseStrangers(db, creatorId, others);
      await refuseBusy(db, members, mostPerAccount);
      const made = await db
        .insertInto('conversations')
        .values({
          id,
          kind,
          pair: kind === 'direct' ? pairOf(members) : null,
          log_length: 1,
          last_sequence: 0,
          changed_at: now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (made === undefined) throw new ProtocolError('conflict');
      const blockers = await blockersOf(db, creatorId, others);
      await db
        .insertInto('members')
        .values(
          members.map((member) => ({
            conversation_id: id,
            account_id: member,
            joined_at_index: 0,
            joined_at_sequence: 0,
            left_at_index: null,
            left_at_sequence: null,
            left_at: null,
            hidden_by: includes(blockers, member) ? creatorId : null,
          })),
        )
        .execute();
      await db
        .insertInto('log_entries')
        .values({ conversation_id: id, entry_index: 0, entry, epoch: keys.epoch })
        .execute();
      await insertEpochKeys(db, id, keys, members);
      return members.filter((member) => !includes(blockers, member));
    });
  }

  list(
    accountId: Uint8Array,
    after: ConversationPlace | undefined,
    limit: number,
  ): Promise<StoredConversation[]> {
    return this.#database.run('conversation-list', async (db) => {
      const rows = await visible(db, accountId)
        .$if(after !== undefined, (query) =>
          query.where(({ eb, and, or }) =>
            or([
              eb(changedAt, '<', after?.changedAt ?? 0),
              and([
                eb(changedAt, '=', after?.changedAt ?? 0),
                eb('seen.id', '<', after?.id ?? new Uint8Array()),
              ]),
            ]),
          ),
        )
        .orderBy(changedAt, 'desc')
        .orderBy('seen.id', 'desc')
        .limit(limit)
        .execute();
      return complete(db, accountId, rows);
    });
  }

  async find(accountId: Uint8Array, id: Uint8Array): Promise<StoredConversation> {
    const [conversation] = await this.#database.run('conversation-find', async (db) =>
      complete(db, accountId, await visible(db, accountId).where('seen.id', '=', id).execute()),
    );
    if (conversation === undefined) throw new ProtocolError('not-found');
    return conversation;
  }

  async companions(accountId: Uint8Array): Promise<Uint8Array[]> {
    const rows = await this.#database.run('conversation-companions', (db) =>
      db
        .selectFrom('members as own')
        .innerJoin('members as other', 'other.conversation_id', 'own.conversation_id')
        .select('other.account_id')
        .distinct()
        .where('own.account_id', '=', accountId)
        .where('own.left_at_index', 'is', null)
        .where('other.left_at_index', 'is', null)
        .where('other.hidden_by', 'is', null)
        .execute(),
    );
    return rows.map(({ account_id: id }) => id);
  }
}

/** When what a person may see of a conversation changed last. */
const changedAt = sql<number>`coalesce(seen.left_at,
  case when last.received_at > seen.changed_at then last.received_at else seen.changed_at end)`;

/** The conversations that a person may see, with their own membership and the last message that they may see. */
function visible(db: Kysely<Tables>, accountId: Uint8Array) {
  const seen = db
    .selectFrom('members')
    .innerJoin('conversations', 'conversations.id', 'members.conversation_id')
    .select([
      'conversations.id',
      'conversations.kind',
      'conversations.log_length',
      'conversations.changed_at',
      'members.left_at_index',
      'members.left_at',
    ])
    .select(({ selectFrom }) =>
      selectFrom('messages')
        .select('messages.sequence')
        .whereRef('messages.conversation_id', '=', 'conversations.id')
        .where(({ eb, or }) =>
          or([eb('messages.hidden_from', 'is', null), eb('messages.hidden_from', '!=', accountId)]),
        )
        .where(({ eb, or, ref }) =>
          or([
            eb('members.left_at_sequence', 'is', null),
            eb('messages.sequence', '<=', ref('members.left_at_sequence')),
          ]),
        )
        .orderBy('messages.sequence', 'desc')
        .limit(1)
        .as('last_sequence'),
    )
    .where('members.account_id', '=', accountId)
    .where('members.hidden_by', 'is', null);
  return db
    .selectFrom(seen.as('seen'))
    .leftJoin('messages as last', (join) =>
      join.onRef('last.conversation_id', '=', 'seen.id').onRef('last.sequence', '=', 'seen.last_sequence'),
    )
    .select(['seen.id', 'seen.kind', 'seen.log_length', 'seen.left_at_index', 'seen.last_sequence'])
    .select(changedAt.as('changed_at'));
}

type VisibleRow = Pick<Selectable<Tables['conversations']>, 'id' | 'kind' | 'log_length' | 'changed_at'> &
  Pick<Selectable<Tables['members']>, 'left_at_index'> & { readonly last_sequence: number | null };

/** Adds members, markers and the last message. */
async function complete(
  db: Kysely<Tables>,
  accountId: Uint8Array,
  rows: readonly VisibleRow[],
): Promise<StoredConversation[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const members = await db
    .selectFrom('members')
    .select(['conversation_id', 'account_id', 'joined_at_index', 'left_at_index'])
    .where('conversation_id', 'in', ids)
    .orderBy('account_id')
    .execute();
  const markers = await db
    .selectFrom('markers')
    .selectAll()
    .where('conversation_id', 'in', ids)
    .orderBy('account_id')
    .execute();
  const blocked = await db
    .selectFrom('contacts')
    .select('person_id')
    .where('owner_id', '=', accountId)
    .where('state', '=', 'blocked')
    .execute();
  const withMessages = rows.filter(({ last_sequence: last }) => last !== null);
  const messages =
    withMessages.length === 0
      ? []
      : await db
          .selectFrom('messages')
          .selectAll()
          .where(({ eb, or, and }) =>
            or(
              withMessages.map(({ id, last_sequence: last }) =>
                and([eb('conversation_id', '=', id), eb('sequence', '=', last ?? 0)]),
              ),
            ),
          )
          .execute();
  const blockedIds = blocked.map(({ person_id: id }) => id);
  return rows.map((row) => {
    const isOf = ({ conversation_id: id }: { conversation_id: Uint8Array }) =>
      Buffer.compare(id, row.id) === 0;
    const { left_at_index: left } = row;
    const seen = members
      .filter(isOf)
      .filter((member) =>
        left === null
          ? member.left_at_index === null
          : member.joined_at_index < left && (member.left_at_index ?? Infinity) > left,
      )
      .map(({ account_id: id }) => id);
    const last = messages.find(isOf);
    const isMuted = (id: Uint8Array) => row.kind === 'direct' && includes(blockedIds, id);
    return {
      id: row.id,
      kind: row.kind,
      members: seen,
      logLength: left === null ? row.log_length : left + 1,
      lastSequence: row.last_sequence ?? 0,
      lastMessage: last && toMessage(last),
      // Whoever has left sees no more of what the others read.
      markers: (left === null ? markers.filter(isOf) : [])
        .filter(({ account_id: id }) => includes(seen, id) && !isMuted(id))
        .map(({ account_id: id, marker }) => ({ accountId: id, marker })),
      changedAt: row.changed_at,
    };
  });
}

/** The same for the same two people, whoever begins. */
const pairOf = (members: readonly Uint8Array[]) => Buffer.concat(members.toSorted(Buffer.compare));

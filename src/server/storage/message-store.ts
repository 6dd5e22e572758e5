import type { Selectable } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import { blockersOf, findMember, lockConversation, presentMembers } from './members.ts';
import type { Tables } from './tables.ts';

export interface StoredMessage {
  readonly sequence: number;
  readonly messageId: Uint8Array;
  readonly authorId: Uint8Array;
  readonly receivedAt: number;
  readonly message: Uint8Array;
}

export interface NewMessage extends Omit<StoredMessage, 'sequence'> {
  readonly conversationId: Uint8Array;
}

/** A message that was added, or had been. */
export interface AddedMessage extends Pick<StoredMessage, 'sequence' | 'receivedAt'> {
  /** Who hears of it; nobody where it was there already. */
  readonly hearing: readonly Uint8Array[];
}

export interface MessagePage {
  readonly direction: 'before' | 'after';
  /** That of a message beside the page; `before` 0 stands for the end. */
  readonly sequence: number;
  readonly limit: number;
}

/** Messages of conversations, in the one order that each has. */
export interface MessageStore {
  /**
   * Gives a message its place.
   *
   * @throws ProtocolError `not-found` for whoever is no member; `conflict` where another message has the id.
   */
  add(message: NewMessage): Promise<AddedMessage>;
  /**
   * Those that a member may read, in the direction's order.
   *
   * @throws ProtocolError `not-found`.
   */
  page(accountId: Uint8Array, conversationId: Uint8Array, page: MessagePage): Promise<StoredMessage[]>;
}

/** {@link MessageStore} over SQL. */
export class SqlMessageStore implements MessageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  add({ conversationId, messageId, authorId, receivedAt, message }: NewMessage): Promise<AddedMessage> {
    return this.#database.transaction('message-add', async (db) => {
      // From here on the sequence is this message's: others wait.
      const { kind, last_sequence: last } = await lockConversation(db, conversationId);
      const author = await findMember(db, conversationId, authorId);
      const present = await db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where('message_id', '=', messageId)
        .executeTakeFirst();
      if (present !== undefined) {
        const isSame =
          Buffer.compare(present.author_id, authorId) === 0 && Buffer.compare(present.message, message) === 0;
        if (!isSame) throw new ProtocolError('conflict');
        return { sequence: present.sequence, receivedAt: present.received_at, hearing: [] };
      }
      if (author.left_at_index !== null) throw new ProtocolError('not-found');

      const members = await presentMembers(db, conversationId);
      const ids = members.map(({ account_id: id }) => id);
      const [blocker = null] = kind === 'direct' ? await blockersOf(db, authorId, ids) : [];
      const sequence = last + 1;
      await db
        .insertInto('messages')
        .values({
          conversation_id: conversationId,
          sequence,
          message_id: messageId,
          author_id: authorId,
          received_at: receivedAt,
          message,
          hidden_from: blocker,
        })
        .execute();
      await db
        .updateTable('conversations')
        .set({ last_sequence: sequence })
        .where('id', '=', conversationId)
        .execute();
      const hearing = members.filter(
        ({ account_id: id, hidden_by: hiddenBy }) =>
          hiddenBy === null && (blocker === null || Buffer.compare(id, blocker) !== 0),
      );
      return { sequence, receivedAt, hearing: hearing.map(({ account_id: id }) => id) };
    });
  }

  async page(
    accountId: Uint8Array,
    conversationId: Uint8Array,
    { direction, sequence, limit }: MessagePage,
  ): Promise<StoredMessage[]> {
    const rows = await this.#database.run('message-page', async (db) => {
      const { left_at_sequence: left } = await findMember(db, conversationId, accountId);
      const isBefore = direction === 'before';
      return db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .where(({ eb, or }) => or([eb('hidden_from', 'is', null), eb('hidden_from', '!=', accountId)]))
        .$if(left !== null, (query) => query.where('sequence', '<=', left ?? 0))
        .$if(!isBefore, (query) => query.where('sequence', '>', sequence))
        .$if(isBefore && sequence > 0, (query) => query.where('sequence', '<', sequence))
        .orderBy('sequence', isBefore ? 'desc' : 'asc')
        .limit(limit)
        .execute();
    });
    return rows.map(toMessage);
  }
}

export function toMessage(row: Selectable<Tables['messages']>): StoredMessage {
  return {
    sequence: row.sequence,
    messageId: row.message_id,
    authorId: row.author_id,
    receivedAt: row.received_at,
    message: row.message,
  };
}

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from '../column-types.ts';

/** Conversations: who is in them, their signed logs, the keys of their epochs, and messages. */
export const conversations = ({ bytes }: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('conversations')
      .addColumn('id', bytes, (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      // Of two people's direct conversation alone: there is one.
      .addColumn('pair', bytes, (column) => column.unique())
      .addColumn('log_length', 'integer', (column) => column.notNull())
      .addColumn('last_sequence', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('members')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('account_id', bytes, (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('joined_at_index', 'integer', (column) => column.notNull())
      .addColumn('joined_at_sequence', 'bigint', (column) => column.notNull())
      .addColumn('left_at_index', 'integer')
      .addColumn('left_at_sequence', 'bigint')
      .addColumn('left_at', 'bigint')
      .addColumn('hidden_by', bytes)
      .addPrimaryKeyConstraint('members_key', ['conversation_id', 'account_id'])
      .execute();
    await db.schema.createIndex('members_by_account').on('members').column('account_id').execute();

    await db.schema
      .createTable('log_entries')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('entry_index', 'integer', (column) => column.notNull())
      .addColumn('entry', bytes, (column) => column.notNull())
      .addColumn('epoch', 'integer')
      .addPrimaryKeyConstraint('log_entries_key', ['conversation_id', 'entry_index'])
      .execute();

    // What others need to verify what somebody has signed outlasts that one's account, as long as the conversation.
    await db.schema
      .createTable('departed_cards')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('account_id', bytes, (column) => column.notNull())
      .addColumn('handle', 'text', (column) => column.notNull())
      .addColumn('identity_key', bytes, (column) => column.notNull())
      .addColumn('seal_key', bytes, (column) => column.notNull())
      .addColumn('card_signature', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('departed_cards_key', ['account_id', 'conversation_id'])
      .execute();
    await db.schema
      .createIndex('departed_cards_by_conversation')
      .on('departed_cards')
      .column('conversation_id')
      .execute();

    await db.schema
      .createTable('departed_device_entries')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('account_id', bytes, (column) => column.notNull())
      .addColumn('entry_index', 'integer', (column) => column.notNull())
      .addColumn('entry', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('departed_device_entries_key', [
        'account_id',
        'conversation_id',
        'entry_index',
      ])
      .execute();
    await db.schema
      .createIndex('departed_device_entries_by_conversation')
      .on('departed_device_entries')
      .column('conversation_id')
      .execute();

    await db.schema
      .createTable('epoch_heads')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('epoch', 'integer', (column) => column.notNull())
      .addColumn('head', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('epoch_heads_key', ['conversation_id', 'epoch'])
      .execute();

    await db.schema
      .createTable('epoch_boxes')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('account_id', bytes, (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('epoch', 'integer', (column) => column.notNull())
      .addColumn('box', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('epoch_boxes_key', ['conversation_id', 'account_id', 'epoch'])
      .execute();
    await db.schema.createIndex('epoch_boxes_by_account').on('epoch_boxes').column('account_id').execute();

    await db.schema
      .createTable('messages')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addColumn('message_id', bytes, (column) => column.notNull())
      // Stays when its account goes: what was said to others is theirs, too.
      .addColumn('author_id', bytes, (column) => column.notNull())
      .addColumn('received_at', 'bigint', (column) => column.notNull())
      .addColumn('message', bytes, (column) => column.notNull())
      .addColumn('hidden_from', bytes)
      .addPrimaryKeyConstraint('messages_key', ['conversation_id', 'sequence'])
      .addUniqueConstraint('messages_by_id', ['conversation_id', 'message_id'])
      .execute();

    await db.schema
      .createTable('markers')
      .addColumn('conversation_id', bytes, (column) =>
        column.notNull().references('conversations.id').onDelete('cascade'),
      )
      .addColumn('account_id', bytes, (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('marker', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('markers_key', ['conversation_id', 'account_id'])
      .execute();
    await db.schema.createIndex('markers_by_account').on('markers').column('account_id').execute();
  },
});

import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from '../column-types.ts';

/** Accounts, their sessions, and what holds off those who guess. */
export const accounts = ({ bytes }: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('accounts')
      .addColumn('id', bytes, (column) => column.primaryKey())
      .addColumn('handle', 'text', (column) => column.notNull().unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('registration_record', bytes, (column) => column.notNull())
      .addColumn('password_wrap', bytes, (column) => column.notNull())
      .addColumn('recovery_wrap', bytes, (column) => column.notNull())
      .addColumn('recovery_proof_hash', bytes, (column) => column.notNull())
      .addColumn('identity_key', bytes, (column) => column.notNull())
      .addColumn('seal_key', bytes, (column) => column.notNull())
      .addColumn('card_signature', bytes, (column) => column.notNull())
      .addColumn('identity_wrap', bytes, (column) => column.notNull())
      .addColumn('profile_wrap', bytes, (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('handles')
      .addColumn('look_hash', bytes, (column) => column.primaryKey())
      .addColumn('held_until', 'bigint')
      .execute();

    await db.schema
      .createTable('sessions')
      .addColumn('id', bytes, (column) => column.primaryKey())
      .addColumn('token_hash', bytes, (column) => column.notNull().unique())
      .addColumn('account_id', bytes, (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('browser', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('sessions_of_account').on('sessions').column('account_id').execute();

    await db.schema
      .createTable('attempts')
      .addColumn('id_hash', bytes, (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('sealed_state', bytes, (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('throttles')
      .addColumn('key_hash', bytes, (column) => column.primaryKey())
      .addColumn('tries', 'integer', (column) => column.notNull())
      .addColumn('blocked_until', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('invitations')
      .addColumn('token_hash', bytes, (column) => column.primaryKey())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();

    // What the sweep looks for.
    for (const table of ['sessions', 'attempts', 'throttles', 'invitations']) {
      await db.schema.createIndex(`${table}_by_expiry`).on(table).column('expires_at').execute();
    }
    await db.schema.createIndex('handles_by_expiry').on('handles').column('held_until').execute();
  },
});

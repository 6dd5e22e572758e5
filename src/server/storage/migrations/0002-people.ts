import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from '../column-types.ts';

/** Device lists, contacts and contact books. All of them go with their account. */
export const people = ({ bytes }: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('device_entries')
      .addColumn('account_id', bytes, (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('entry_index', 'integer', (column) => column.notNull())
      .addColumn('entry', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('device_entries_key', ['account_id', 'entry_index'])
      .execute();

    await db.schema
      .createTable('contacts')
      .addColumn('owner_id', bytes, (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('person_id', bytes, (column) =>
        column.notNull().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('introduction', bytes)
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('contacts_key', ['owner_id', 'person_id'])
      .execute();
    await db.schema
      .createIndex('contacts_by_person')
      .on('contacts')
      .columns(['person_id', 'state'])
      .execute();

    await db.schema
      .createTable('books')
      .addColumn('account_id', bytes, (column) =>
        column.primaryKey().references('accounts.id').onDelete('cascade'),
      )
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('book', bytes, (column) => column.notNull())
      .execute();
  },
});

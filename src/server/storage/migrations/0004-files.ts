import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from '../column-types.ts';

/** Sealed files and the public links to them. */
export const files = ({ bytes }: ColumnTypes): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('files')
      .addColumn('id', bytes, (column) => column.primaryKey())
      // The row outlives its account for as long as there are bytes to take away.
      .addColumn('account_id', bytes, (column) => column.references('accounts.id').onDelete('set null'))
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('charged_bytes', 'bigint', (column) => column.notNull())
      .addColumn('token_hash', bytes, (column) => column.notNull())
      .addColumn('manifest', bytes)
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('deleted_at', 'bigint')
      .addColumn('writer', bytes)
      .addColumn('writer_until', 'bigint')
      .execute();
    await db.schema
      .createIndex('files_of_account')
      .on('files')
      .columns(['account_id', 'created_at', 'id'])
      .execute();
    // What the sweep looks for.
    await db.schema.createIndex('files_by_expiry').on('files').column('expires_at').execute();
    await db.schema.createIndex('files_by_deletion').on('files').column('deleted_at').execute();

    await db.schema
      .createTable('file_links')
      .addColumn('id', bytes, (column) => column.primaryKey())
      .addColumn('file_id', bytes, (column) => column.notNull().references('files.id').onDelete('cascade'))
      .addColumn('key_record', bytes, (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('downloads_left', 'integer')
      .execute();
    await db.schema.createIndex('file_links_of_file').on('file_links').column('file_id').execute();
    await db.schema.createIndex('file_links_by_expiry').on('file_links').column('expires_at').execute();
  },
});

import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';
import { accounts } from './migrations/0001-accounts.ts';
import { people } from './migrations/0002-people.ts';
import { conversations } from './migrations/0003-conversations.ts';
import { files } from './migrations/0004-files.ts';
import { codeOf } from './storage-failure.ts';

/** Every step from an empty database to the present one. A step that has been released never changes. */
const steps: Readonly<Record<string, (types: ColumnTypes) => Migration>> = {
  '0001-accounts': accounts,
  '0002-people': people,
  '0003-conversations': conversations,
  '0004-files': files,
};

/** The database was written by a later version, or a step towards the present one failed. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code = 'migration-failed';
}

/**
 * Brings a database forward to the present version, under a lock: of servers that start at once one does it
 * and the others find it done. All steps are one transaction.
 *
 * @throws {@link MigrationError} and leaves the database as it was.
 */
export async function migrate<DB>(db: Kysely<DB>, types: ColumnTypes): Promise<void> {
  const migrations = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step(types)]));
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const later = String(error).includes('previously executed migration');
  throw new MigrationError(
    later
      ? 'The database was written by a later version of Sottovoce. Start that version, or restore a backup.'
      : `The database could not be brought to the present version: ${codeOf(error)}.`,
    { cause: error },
  );
}

import { existsSync, statSync } from 'node:fs';
import { type DatabasePlace, readDatabasePlace } from '../../config/database-place.ts';
import { readConfig } from '../../config/files.ts';
import { BackupError, backUpSqlite, restoreSqlite } from '../../server/storage/sqlite-backup.ts';
import { AdminError } from './admin-error.ts';

/** Writes a consistent copy of the accounts, also while the server runs. */
export async function backUp(configFile: string | undefined, file: string): Promise<void> {
  const place = await sqlitePlace(configFile, 'pg_dump');
  if (!existsSync(place.file))
    throw new AdminError(`There are no accounts yet: ${place.file} does not exist.`);
  if (existsSync(file)) throw new AdminError(`${file} exists already, and is not overwritten.`);
  backUpSqlite(place.file, file);
  process.stderr.write(
    `${file} holds all accounts (${statSync(file).size} bytes). Keep the secret elsewhere: the two together allow guessing.\n`,
  );
}

/** Puts such a copy in the place of the accounts, while no server runs. */
export async function restore(configFile: string | undefined, file: string): Promise<void> {
  const place = await sqlitePlace(configFile, 'pg_restore');
  try {
    restoreSqlite(file, place.file);
  } catch (error) {
    if (error instanceof BackupError) throw new AdminError(error.message, { cause: error });
    throw error;
  }
  process.stderr.write('The accounts are those of the backup. Everybody has to log in again.\n');
}

async function sqlitePlace(
  configFile: string | undefined,
  instead: string,
): Promise<Extract<DatabasePlace, { kind: 'sqlite' }>> {
  const place = await readDatabasePlace(await readConfig({ configFile }));
  if (place.kind === 'sqlite') return place;
  throw new AdminError(`The accounts are in PostgreSQL: use ${instead} and its other tools.`);
}

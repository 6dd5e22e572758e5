import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { types } from 'node:util';

/** The database's file cannot be used. The message says which and why. */
export class DatabaseFileError extends Error {
  override readonly name = 'DatabaseFileError';
  readonly code = 'database-file-unusable';
}

/**
 * Opens the file, which is made where there is none, readable by the server's user alone.
 *
 * A commit is on the disk before it is answered (`synchronous = FULL`), so that neither a kill nor a power cut
 * takes back what somebody was told. That is one fsync for each write, and for each message.
 *
 * @throws {@link DatabaseFileError} where the file cannot be made, or is no database.
 */
export function openSqlite(file: string): DatabaseSync {
  try {
    return open(file);
  } catch (error) {
    const why = types.isNativeError(error) ? error.message : String(error);
    throw new DatabaseFileError(`The accounts in ${file} cannot be opened: ${why}`, { cause: error });
  }
}

function open(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // SQLite gives the files beside it (-wal, -shm) the mode of this one.
  closeSync(openSync(file, 'a', 0o600));
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
    // What is deleted is overwritten: an account that has ended shall not be found in the file.
    database.exec('pragma secure_delete = on;');
    // From here on the dialect waits for locks, without holding up the process.
    database.exec('pragma busy_timeout = 0;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

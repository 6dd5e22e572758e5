import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A file cannot be restored from, or to. The message says why. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code = 'backup-refused';
}

/**
 * Copies a database, also one that is in use, as it is at one moment.
 *
 * @param target A file that does not exist yet; readable by its owner alone from the start.
 */
export function backUpSqlite(source: string, target: string): void {
  closeSync(openSync(target, 'wx', 0o600));
  const database = new DatabaseSync(source, { readOnly: true, timeout: 5000 });
  try {
    // Into an empty file that exists SQLite writes, too.
    database.prepare('vacuum into ?').run(target);
    flush(target);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  } finally {
    database.close();
  }
}

/**
 * Puts a backup in the place of a database that nobody uses. Sessions and what has begun are not brought back: they may
 * have been ended since, with good reason.
 *
 * @throws {@link BackupError} and leaves everything as it was.
 */
export function restoreSqlite(backup: string, target: string): void {
  if (!existsSync(backup)) throw new BackupError(`${backup} does not exist.`);
  mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
  refuseUsed(target);
  const draft = `${target}.restored`;
  rmSync(draft, { force: true });
  try {
    check(backup);
    backUpSqlite(backup, draft);
    const database = new DatabaseSync(draft);
    try {
      database.exec(
        'delete from sessions; delete from attempts; delete from throttles; delete from invitations;',
      );
    } finally {
      database.close();
    }
    flush(draft);
    chmodSync(draft, 0o600);
    // What the former database had not yet taken over from its log is part of it, and not of the backup.
    for (const suffix of ['-wal', '-shm']) rmSync(target + suffix, { force: true });
    renameSync(draft, target);
    flush(path.dirname(target));
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A server keeps a shared lock on its database as long as it runs, which an exclusive one does not get past. */
function refuseUsed(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; rollback;');
  } catch (error) {
    throw new BackupError(`${file} is in use. Stop the server first.`, { cause: error });
  } finally {
    database.close();
  }
}

function check(backup: string): void {
  const wrong = (cause?: unknown) =>
    new BackupError(`${backup} is no whole backup of accounts.`, cause === undefined ? {} : { cause });
  const database = new DatabaseSync(backup, { readOnly: true });
  try {
    const [result] = database.prepare('pragma integrity_check').all();
    if (result?.integrity_check !== 'ok') throw wrong();
    database.prepare('select id from accounts limit 1').all();
    database.prepare('select name from kysely_migration limit 1').all();
  } catch (error) {
    throw error instanceof BackupError ? error : wrong(error);
  } finally {
    database.close();
  }
}

/** Brings a file, or the names in a folder, to the disk. */
function flush(place: string): void {
  const descriptor = openSync(place, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

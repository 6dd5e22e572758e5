import { readSecret } from '../../config/secret.ts';
import { parseHandle } from '../../protocol/accounts.ts';
import { deriveAccountKeys } from '../../server/accounts/account-keys.ts';
import { lookOf } from '../../server/accounts/handle-rules.ts';
import { SqlAccountStore } from '../../server/storage/account-store.ts';
import { AdminError } from './admin-error.ts';
import { withDatabase } from './with-database.ts';

const day = 24 * 60 * 60 * 1000;

/** Prints a line for each account: handle, day on which it was made, browsers that are logged in. */
export function listUsers(configFile: string | undefined): Promise<void> {
  return withDatabase(configFile, async (database) => {
    for (const { handle, createdAt, sessions } of await new SqlAccountStore(database).list(Date.now())) {
      process.stdout.write(`${handle}\t${new Date(createdAt).toISOString().slice(0, 10)}\t${sessions}\n`);
    }
  });
}

/** Deletes an account with everything that belongs to it, as its owner could. */
export function deleteUser(configFile: string | undefined, typed: string): Promise<void> {
  return withDatabase(configFile, async (database, config) => {
    const accounts = new SqlAccountStore(database);
    const handle = parseHandle(typed);
    const account = handle === undefined ? undefined : await accounts.findByHandle(handle);
    if (account === undefined) throw new AdminError(`There is no account with the handle ${typed}.`);
    const keys = deriveAccountKeys(await readSecret(config));
    const heldUntil = Date.now() + config.accounts.heldHandleDays * day;
    await accounts.delete(account.id, keys.hash('look', lookOf(account.handle)), heldUntil);
    process.stderr.write(`${account.handle} is deleted, with all its sessions.\n`);
  });
}

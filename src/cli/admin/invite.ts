import { createHash, randomBytes } from 'node:crypto';
import { SqlInvitationStore } from '../../server/storage/invitation-store.ts';
import { withDatabase } from './with-database.ts';

const day = 24 * 60 * 60 * 1000;

/** Makes an invitation to make one account, and prints it. The database keeps its SHA-256 alone. */
export function invite(configFile: string | undefined): Promise<void> {
  return withDatabase(configFile, async (database, { accounts }) => {
    const token = randomBytes(16);
    const expiresAt = Date.now() + accounts.invitationDays * day;
    await new SqlInvitationStore(database).add(createHash('sha256').update(token).digest(), expiresAt);
    process.stdout.write(`${token.toString('base64url')}\n`);
    process.stderr.write(`Good once, until ${new Date(expiresAt).toISOString().slice(0, 16)} UTC.\n`);
    if (accounts.registration !== 'invitation') {
      process.stderr.write(
        `Nobody needs it: accounts.registration is ${accounts.registration}, not invitation.\n`,
      );
    }
  });
}

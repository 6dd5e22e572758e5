import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { pino } from 'pino';
import { createMetrics } from '../../../src/server/observability/metrics.ts';
import { Database } from '../../../src/server/storage/database.ts';
import { StorageMetrics } from '../../../src/server/storage/storage-metrics.ts';
import { newAccount } from '../../harness/storage/stored-records.ts';

/** Somebody who is logged in, as a load process has to know them. */
export interface CrowdPerson {
  readonly cookie: string;
  /** Conversations, in base64url: with one other, and with {@link groupSize} people. */
  readonly direct: string;
  readonly group: string;
}

export const groupSize = 10;

/**
 * Puts people into the database that a server will use: signing up over HTTP would take minutes. Each is in a direct
 * conversation with the next one and in a group.
 *
 * @param count A multiple of {@link groupSize}.
 */
export async function createCrowd(dataDirectory: string, count: number): Promise<CrowdPerson[]> {
  const file = path.join(dataDirectory, 'accounts.sqlite');
  const metrics = new StorageMetrics(createMetrics('bench'));
  const database = new Database({
    place: { kind: 'sqlite', file },
    metrics,
    logger: pino({ level: 'silent' }),
  });
  await database.start();
  try {
    const people = Array.from({ length: count }, () => ({
      account: newAccount(),
      token: randomBytes(32).toString('base64url'),
    }));
    await database.transaction('bench-people', async (db) => {
      for (const { account, token } of people) {
        await db
          .insertInto('accounts')
          .values({
            id: account.id,
            handle: account.handle,
            created_at: account.createdAt,
            registration_record: account.registrationRecord,
            password_wrap: account.passwordWrap,
            recovery_wrap: account.recoveryWrap,
            recovery_proof_hash: account.recoveryProofHash,
            identity_key: account.identityKey,
            seal_key: account.sealKey,
            card_signature: account.cardSignature,
            identity_wrap: account.identityWrap,
            profile_wrap: account.profileWrap,
          })
          .execute();
        await db
          .insertInto('sessions')
          .values({
            id: randomBytes(16),
            token_hash: createHash('sha256').update(token).digest(),
            account_id: account.id,
            browser: 'Firefox on Linux',
            created_at: Date.now(),
            last_used_at: Date.now(),
            expires_at: Date.now() + 86_400_000,
          })
          .execute();
      }
    });
    const ids = people.map(({ account }) => account.id);
    const direct = await converse(database, 'direct', ids, 2);
    const groups = await converse(database, 'group', ids, groupSize);
    return people.map(({ token }, index) => ({
      cookie: `sottovoce-session=${token}`,
      direct: direct[Math.floor(index / 2)] ?? '',
      group: groups[Math.floor(index / groupSize)] ?? '',
    }));
  } finally {
    await database.close();
  }
}

/** @returns The ids of conversations of so many people who follow each other, in their order. */
async function converse(
  database: Database,
  kind: 'direct' | 'group',
  ids: readonly Uint8Array[],
  size: number,
): Promise<string[]> {
  return database.transaction('bench-conversations', async (db) => {
    const made: string[] = [];
    for (let first = 0; first < ids.length; first += size) {
      const id = randomBytes(16);
      const members = ids.slice(first, first + size);
      await db
        .insertInto('conversations')
        .values({
          id,
          kind,
          pair: kind === 'direct' ? Buffer.concat(members.toSorted(Buffer.compare)) : null,
          log_length: 1,
          last_sequence: 0,
          changed_at: Date.now(),
        })
        .execute();
      await db
        .insertInto('members')
        .values(
          members.map((member) => ({
            conversation_id: id,
            account_id: member,
            joined_at_index: 0,
            joined_at_sequence: 0,
            left_at_index: null,
            left_at_sequence: null,
            left_at: null,
            hidden_by: null,
          })),
        )
        .execute();
      made.push(id.toString('base64url'));
    }
    return made;
  });
}

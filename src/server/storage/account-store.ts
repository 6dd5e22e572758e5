import type { Kysely, Selectable } from 'kysely';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Database } from './database.ts';
import { keepForConversations } from './departed.ts';
import { lockConversation } from './members.ts';
import { insertSession, type NewSession } from './session-store.ts';
import type { Tables } from './tables.ts';

/** What the server keeps of a person. Bytes, but for those of OPAQUE, that only the person's devices understand. */
export interface StoredAccount {
  readonly id: Uint8Array;
  readonly handle: string;
  readonly createdAt: number;
  readonly registrationRecord: Uint8Array;
  readonly passwordWrap: Uint8Array;
  readonly recoveryWrap: Uint8Array;
  readonly recoveryProofHash: Uint8Array;
  readonly identityKey: Uint8Array;
  readonly sealKey: Uint8Array;
  readonly cardSignature: Uint8Array;
  readonly identityWrap: Uint8Array;
  readonly profileWrap: Uint8Array;
}

export interface NewAccount extends StoredAccount {
  /** What its handle looks like: no other account's may look so. */
  readonly lookHash: Uint8Array;
  /** The invitation that it uses up, where one is needed. */
  readonly invitationHash: Uint8Array | undefined;
}

export interface ListedAccount extends Pick<StoredAccount, 'handle' | 'createdAt'> {
  readonly sessions: number;
}

export type PasswordChange = Pick<StoredAccount, 'registrationRecord' | 'passwordWrap'>;
export type RecoveryChange = Pick<StoredAccount, 'recoveryWrap' | 'recoveryProofHash'>;

/** Accounts. Each change is whole or has not happened. */
export interface AccountStore {
  isFree(lookHash: Uint8Array, now: number): Promise<boolean>;
  /**
   * Makes an account with its first session.
   *
   * @throws ProtocolError `handle-taken`, `invitation-refused`.
   */
  create(account: NewAccount, session: NewSession): Promise<void>;
  findByHandle(handle: string): Promise<StoredAccount | undefined>;
  find(id: Uint8Array): Promise<StoredAccount | undefined>;
  /** All, by handle, each with how many sessions it has. */
  list(now: number): Promise<ListedAccount[]>;
  /** Ends every session but one. */
  changePassword(id: Uint8Array, change: PasswordChange, keptSessionId: Uint8Array): Promise<void>;
  /** Ends every session and opens one. */
  replacePassword(id: Uint8Array, change: PasswordChange, session: NewSession): Promise<void>;
  changeRecovery(id: Uint8Array, change: RecoveryChange): Promise<void>;
  changeProfile(id: Uint8Array, profileWrap: Uint8Array): Promise<void>;
  /** Takes all that there is of it; its handle stays taken until then. */
  delete(id: Uint8Array, lookHash: Uint8Array, heldUntil: number): Promise<boolean>;
}

/** {@link AccountStore} over SQL. */
export class SqlAccountStore implements AccountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async isFree(lookHash: Uint8Array, now: number): Promise<boolean> {
    const row = await this.#database.run('handle-find', (db) =>
      db.selectFrom('handles').select('held_until').where('look_hash', '=', lookHash).executeTakeFirst(),
    );
    return row === undefined || (row.held_until !== null && row.held_until <= now);
  }

  create(account: NewAccount, session: NewSession): Promise<void> {
    return this.#database.transaction('account-create', async (db) => {
      await takeHandle(db, account);
      if (account.invitationHash !== undefined)
        await spendInvitation(db, account.invitationHash, account.createdAt);
      const made = await db
        .insertInto('accounts')
        .values(toRow(account))
        // Looks are hashed with the server's secret: after another one came they no longer guard every handle.
        .onConflict((conflict) => conflict.column('handle').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (made === undefined) throw new ProtocolError('handle-taken');
      await insertSession(db, account.id, session);
    });
  }

  async findByHandle(handle: string): Promise<StoredAccount | undefined> {
    const row = await this.#database.run('account-find-by-handle', (db) =>
      db.selectFrom('accounts').selectAll().where('handle', '=', handle).executeTakeFirst(),
    );
    return row && toAccount(row);
  }

  async find(id: Uint8Array): Promise<StoredAccount | undefined> {
    const row = await this.#database.run('account-find', (db) =>
      db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row && toAccount(row);
  }

  async list(now: number): Promise<ListedAccount[]> {
    const rows = await this.#database.run('account-list', (db) =>
      db
        .selectFrom('accounts')
        .select(({ selectFrom }) => [
          'handle',
          'created_at',
          selectFrom('sessions')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .whereRef('sessions.account_id', '=', 'accounts.id')
            .where('expires_at', '>', now)
            .as('sessions'),
        ])
        .orderBy('handle')
        .execute(),
    );
    return rows.map((row) => ({
      handle: row.handle,
      createdAt: row.created_at,
      sessions: row.sessions ?? 0,
    }));
  }

  changePassword(id: Uint8Array, change: PasswordChange, keptSessionId: Uint8Array): Promise<void> {
    return this.#database.transaction('account-change-password', async (db) => {
      await updatePassword(db, id, change);
      await db.deleteFrom('sessions').where('account_id', '=', id).where('id', '!=', keptSessionId).execute();
    });
  }

  replacePassword(id: Uint8Array, change: PasswordChange, session: NewSession): Promise<void> {
    return this.#database.transaction('account-replace-password', async (db) => {
      await updatePassword(db, id, change);
      await db.deleteFrom('sessions').where('account_id', '=', id).execute();
      await insertSession(db, id, session);
    });
  }

  async changeRecovery(id: Uint8Array, { recoveryWrap, recoveryProofHash }: RecoveryChange): Promise<void> {
    await this.#database.run('account-change-recovery', (db) =>
      db
        .updateTable('accounts')
        .set({ recovery_wrap: recoveryWrap, recovery_proof_hash: recoveryProofHash })
        .where('id', '=', id)
        .execute(),
    );
  }

  async changeProfile(id: Uint8Array, profileWrap: Uint8Array): Promise<void> {
    await this.#database.run('account-change-profile', (db) =>
      db.updateTable('accounts').set({ profile_wrap: profileWrap }).where('id', '=', id).execute(),
    );
  }

  delete(id: Uint8Array, lookHash: Uint8Array, heldUntil: number): Promise<boolean> {
    return this.#database.transaction('account-delete', async (db) => {
      const conversations = await lockConversationsOf(db, id);
      await keepForConversations(db, id);
      // All that is its own goes with it, by the tables' own rules.
      const { numDeletedRows } = await db
        .deleteFrom('accounts')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (numDeletedRows === 0n) return false;
      await db
        .updateTable('handles')
        .set({ held_until: heldUntil })
        .where('look_hash', '=', lookHash)
        .execute();
      await deleteEmpty(db, conversations);
      return true;
    });
  }
}

/** Nobody joins or leaves them, or writes to them, until the transaction ends. */
async function lockConversationsOf(db: Kysely<Tables>, accountId: Uint8Array): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom('members')
    .select('conversation_id')
    .where('account_id', '=', accountId)
    .orderBy('conversation_id')
    .execute();
  const ids = rows.map(({ conversation_id: id }) => id);
  for (const id of ids) await lockConversation(db, id);
  return ids;
}

/** What was said to others stays, as long as there is one of them. */
async function deleteEmpty(db: Kysely<Tables>, conversations: readonly Uint8Array[]): Promise<void> {
  if (conversations.length === 0) return;
  await db
    .deleteFrom('conversations')
    .where('id', 'in', [...conversations])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('members')
            .select('members.account_id')
            .whereRef('members.conversation_id', '=', 'conversations.id'),
        ),
      ),
    )
    .execute();
}

/** Of two who want it at once the database lets one have it. */
async function takeHandle(db: Kysely<Tables>, { lookHash, createdAt }: NewAccount): Promise<void> {
  await db
    .deleteFrom('handles')
    .where('look_hash', '=', lookHash)
    .where('held_until', '<=', createdAt)
    .execute();
  const taken = await db
    .insertInto('handles')
    .values({ look_hash: lookHash, held_until: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('look_hash')
    .executeTakeFirst();
  if (taken === undefined) throw new ProtocolError('handle-taken');
}

async function spendInvitation(db: Kysely<Tables>, tokenHash: Uint8Array, now: number): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('invitations')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw new ProtocolError('invitation-refused');
}

/** Refuses where the account has ended meanwhile. */
async function updatePassword(
  db: Kysely<Tables>,
  id: Uint8Array,
  { registrationRecord, passwordWrap }: PasswordChange,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('accounts')
    .set({ registration_record: registrationRecord, password_wrap: passwordWrap })
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new ProtocolError('attempt-expired');
}

function toRow(account: StoredAccount): Selectable<Tables['accounts']> {
  return {
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
  };
}

function toAccount(row: Selectable<Tables['accounts']>): StoredAccount {
  return {
    id: row.id,
    handle: row.handle,
    createdAt: row.created_at,
    registrationRecord: row.registration_record,
    passwordWrap: row.password_wrap,
    recoveryWrap: row.recovery_wrap,
    recoveryProofHash: row.recovery_proof_hash,
    identityKey: row.identity_key,
    sealKey: row.seal_key,
    cardSignature: row.card_signature,
    identityWrap: row.identity_wrap,
    profileWrap: row.profile_wrap,
  };
}

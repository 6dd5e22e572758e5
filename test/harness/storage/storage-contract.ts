import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import { type NewAccount, SqlAccountStore } from '../../../src/server/storage/account-store.ts';
import { SqlAttemptStore } from '../../../src/server/storage/attempt-store.ts';
import type { Database } from '../../../src/server/storage/database.ts';
import { SqlInvitationStore } from '../../../src/server/storage/invitation-store.ts';
import { SqlSessionStore } from '../../../src/server/storage/session-store.ts';
import { Sweep } from '../../../src/server/storage/sweep.ts';
import { SqlThrottleStore } from '../../../src/server/storage/throttle-store.ts';
import { codeOf } from './code-of.ts';
import { plain } from './plain.ts';
import { newAccount, newSession } from './stored-records.ts';

/** Opens the same database once more, as another node does, started. The test closes it. */
export type OpenDatabase = () => Promise<Database>;

const stored = ({ lookHash, invitationHash, ...account }: NewAccount) => plain(account);

const terms = ({ registrationRecord }: NewAccount, mostPerAccount = 10) => ({
  registrationRecord,
  mostPerAccount,
});

/** What every database has to do for accounts. */
export function describeStorage(open: OpenDatabase): void {
  let database: Database;
  let other: Database;
  let accounts: SqlAccountStore;
  let sessions: SqlSessionStore;
  beforeEach(async () => {
    [database, other] = await Promise.all([open(), open()]);
    accounts = new SqlAccountStore(database);
    sessions = new SqlSessionStore(database);
  });
  afterEach(async () => {
    await Promise.all([database.close(), other.close()]);
  });

  async function register(over: Partial<NewAccount> = {}) {
    const account = newAccount(over);
    const session = newSession();
    await accounts.create(account, session);
    return { account, session };
  }

  describe('an account', () => {
    it('is found by its handle and by its id, as it was made', async () => {
      const { account } = await register();
      expect(plain(await accounts.findByHandle(account.handle))).toEqual(stored(account));
      expect(plain(await new SqlAccountStore(other).find(account.id))).toEqual(stored(account));
      expect(await accounts.findByHandle('nobody')).toBeUndefined();
      expect(await accounts.find(randomBytes(16))).toBeUndefined();
    });

    it('is listed with how many sessions it has', async () => {
      const { account: bruno } = await register({ handle: 'bruno' });
      await register({ handle: 'anna', createdAt: 2_000 });
      await sessions.add(bruno.id, newSession(), terms(bruno));
      await sessions.add(bruno.id, newSession({ expiresAt: 3_000 }), terms(bruno));
      const list = (await accounts.list(3_000)).filter(({ handle }) => /^(anna|bruno)$/.test(handle));
      expect(list).toEqual([
        { handle: 'anna', createdAt: 2_000, sessions: 1 },
        { handle: 'bruno', createdAt: 1_000, sessions: 2 },
      ]);
    });

    it('comes with its first session', async () => {
      const { account, session } = await register();
      expect(plain(await sessions.find(session.tokenHash, 1_000))).toMatchObject({
        id: plain(session.id),
        accountId: plain(account.id),
      });
    });

    it('has its look to itself', async () => {
      const { account } = await register();
      expect(await accounts.isFree(account.lookHash, 1_000)).toBe(false);
      expect(await accounts.isFree(randomBytes(32), 1_000)).toBe(true);
      const late = newAccount({ lookHash: account.lookHash });
      expect(await codeOf(accounts.create(late, newSession()))).toBe('handle-taken');
      expect(await accounts.find(late.id)).toBeUndefined();
    });

    it('has its handle to itself, also where looks are hashed in another way', async () => {
      const { account } = await register();
      const late = newAccount({ handle: account.handle });
      expect(await codeOf(accounts.create(late, newSession()))).toBe('handle-taken');
      expect(await accounts.isFree(late.lookHash, 1_000)).toBe(true);
    });

    it('is made once where many want it at once', async () => {
      const lookHash = randomBytes(32);
      const elsewhere = new SqlAccountStore(other);
      const codes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          codeOf((index % 2 === 0 ? accounts : elsewhere).create(newAccount({ lookHash }), newSession())),
        ),
      );
      expect(codes.filter((code) => code === 'done')).toHaveLength(1);
      expect(codes.filter((code) => code === 'handle-taken')).toHaveLength(7);
    });

    it('changes its password, and all other sessions end', async () => {
      const { account, session } = await register();
      const second = newSession();
      await sessions.add(account.id, second, terms(account));
      const change = { registrationRecord: randomBytes(192), passwordWrap: randomBytes(70) };
      await accounts.changePassword(account.id, change, second.id);
      expect(plain(await accounts.find(account.id))).toEqual({
        ...Object(stored(account)),
        ...Object(plain(change)),
      });
      expect(await sessions.find(session.tokenHash, 1_000)).toBeUndefined();
      expect(await sessions.find(second.tokenHash, 1_000)).toBeDefined();
    });

    it('gets a new password, with one new session in place of all', async () => {
      const { account, session } = await register();
      const next = newSession();
      const change = { registrationRecord: randomBytes(192), passwordWrap: randomBytes(70) };
      await accounts.replacePassword(account.id, change, next);
      expect(await sessions.find(session.tokenHash, 1_000)).toBeUndefined();
      expect(plain(await sessions.list(account.id, 1_000))).toMatchObject([{ id: plain(next.id) }]);
    });

    it('that is gone gets neither password nor session', async () => {
      const change = { registrationRecord: randomBytes(192), passwordWrap: randomBytes(70) };
      const session = newSession();
      expect(await codeOf(accounts.replacePassword(randomBytes(16), change, session))).toBe(
        'attempt-expired',
      );
      expect(await sessions.find(session.tokenHash, 1_000)).toBeUndefined();
    });

    it('changes recovery and profile, and nothing else', async () => {
      const { account } = await register();
      const change = { recoveryWrap: randomBytes(71), recoveryProofHash: randomBytes(32) };
      await accounts.changeRecovery(account.id, change);
      const profileWrap = randomBytes(72);
      await accounts.changeProfile(account.id, profileWrap);
      expect(plain(await accounts.find(account.id))).toEqual({
        ...Object(stored(account)),
        ...Object(plain({ ...change, profileWrap })),
      });
    });

    it('goes with all its sessions, and its handle is held', async () => {
      const { account, session } = await register();
      expect(await accounts.delete(account.id, account.lookHash, 5_000)).toBe(true);
      expect(await accounts.delete(account.id, account.lookHash, 9_000)).toBe(false);
      expect(await accounts.findByHandle(account.handle)).toBeUndefined();
      expect(await sessions.find(session.tokenHash, 1_000)).toBeUndefined();
      expect(await accounts.isFree(account.lookHash, 4_999)).toBe(false);
      expect(await accounts.isFree(account.lookHash, 5_000)).toBe(true);
      const early = newAccount({ lookHash: account.lookHash, createdAt: 4_999 });
      expect(await codeOf(accounts.create(early, newSession()))).toBe('handle-taken');
      const later = newAccount({ ...account, createdAt: 5_000, id: randomBytes(16) });
      expect(await codeOf(accounts.create(later, newSession()))).toBe('done');
    });
  });

  describe('an invitation', () => {
    it('is good once, until it expires', async () => {
      const invitations = new SqlInvitationStore(database);
      const [first, second] = [randomBytes(32), randomBytes(32)];
      await invitations.add(first, 5_000);
      await invitations.add(second, 1_000);
      expect(await invitations.isGood(first, 4_999)).toBe(true);
      expect(await invitations.isGood(first, 5_000)).toBe(false);
      expect(await codeOf(accounts.create(newAccount({ invitationHash: first }), newSession()))).toBe('done');
      expect(await invitations.isGood(first, 1_000)).toBe(false);
      for (const invitationHash of [first, second, randomBytes(32)]) {
        const late = newAccount({ invitationHash });
        expect(await codeOf(accounts.create(late, newSession()))).toBe('invitation-refused');
        // Nor has the handle been taken by what came to nothing.
        expect(await accounts.isFree(late.lookHash, 1_000)).toBe(true);
      }
    });

    it('is not used up by a handle that was taken', async () => {
      const invitations = new SqlInvitationStore(database);
      const { account } = await register();
      const invitationHash = randomBytes(32);
      await invitations.add(invitationHash, 5_000);
      const late = newAccount({ lookHash: account.lookHash, invitationHash });
      expect(await codeOf(accounts.create(late, newSession()))).toBe('handle-taken');
      expect(await invitations.isGood(invitationHash, 1_000)).toBe(true);
    });
  });

  describe('a session', () => {
    it('is found until it expires, by what its cookie holds', async () => {
      const { session } = await register();
      expect(await sessions.find(session.tokenHash, 9_999)).toBeDefined();
      expect(await sessions.find(session.tokenHash, 10_000)).toBeUndefined();
      expect(await sessions.find(session.id, 1_000)).toBeUndefined();
    });

    it('notes its use, and never an earlier one', async () => {
      const { session } = await register();
      await sessions.use(session.id, 3_000, 13_000);
      await sessions.use(session.id, 2_000, 12_000);
      expect(await sessions.find(session.tokenHash, 1_000)).toMatchObject({
        createdAt: 1_000,
        lastUsedAt: 3_000,
        expiresAt: 13_000,
      });
    });

    it('is listed, the one used last first, and not after its end', async () => {
      const { account, session } = await register();
      const [second, past] = [newSession({ createdAt: 2_000 }), newSession({ expiresAt: 1_500 })];
      await sessions.add(account.id, second, terms(account));
      await sessions.add(account.id, past, terms(account));
      expect(plain((await sessions.list(account.id, 1_500)).map(({ id }) => id))).toEqual(
        plain([second.id, session.id]),
      );
      expect(await sessions.list(randomBytes(16), 1_500)).toEqual([]);
    });

    it('is ended by its own account alone', async () => {
      const { session } = await register();
      const { account: stranger } = await register();
      expect(await sessions.end(stranger.id, session.id)).toBe(false);
      const found = await sessions.find(session.tokenHash, 1_000);
      expect(await sessions.end(found?.accountId ?? new Uint8Array(), session.id)).toBe(true);
      expect(await sessions.find(session.tokenHash, 1_000)).toBeUndefined();
    });

    it('ends with all of its account, and of no other', async () => {
      const [{ account }, { session: foreign }] = [await register(), await register()];
      await sessions.endAll(account.id);
      expect(await sessions.list(account.id, 1_000)).toEqual([]);
      expect(await sessions.find(foreign.tokenHash, 1_000)).toBeDefined();
    });

    it('gives way where an account has too many: the one that rested longest', async () => {
      const { account, session: first } = await register();
      const [second, third] = [newSession({ createdAt: 2_000 }), newSession({ createdAt: 3_000 })];
      await sessions.add(account.id, second, terms(account, 2));
      await sessions.use(first.id, 2_500, 10_000);
      await sessions.add(account.id, third, terms(account, 2));
      expect(plain((await sessions.list(account.id, 1_000)).map(({ id }) => id))).toEqual(
        plain([third.id, first.id]),
      );
    });

    it('is not opened for a password that has changed', async () => {
      const { account, session } = await register();
      const change = { registrationRecord: randomBytes(192), passwordWrap: randomBytes(70) };
      await accounts.changePassword(account.id, change, session.id);
      const late = newSession();
      expect(await codeOf(sessions.add(account.id, late, terms(account)))).toBe('credentials-refused');
      expect(await sessions.find(late.tokenHash, 1_000)).toBeUndefined();
    });

    it('counts while it lasts', async () => {
      const before = await sessions.count(9_999);
      await register();
      expect(await sessions.count(9_999)).toBe(before + 1);
      expect(await sessions.count(10_000)).toBe(0);
    });
  });

  describe('an attempt', () => {
    const attempt = (over: object = {}) => ({
      idHash: randomBytes(32),
      kind: 'login' as const,
      sealedState: randomBytes(200),
      expiresAt: 5_000,
      ...over,
    });

    it('is taken once, on any node', async () => {
      const attempts = new SqlAttemptStore(database);
      const elsewhere = new SqlAttemptStore(other);
      const one = attempt();
      await attempts.add(one);
      const taken = await Promise.all(
        [attempts, elsewhere, attempts, elsewhere].map((store) => store.take(one.idHash, 'login', 4_999)),
      );
      expect(taken.filter((state) => state !== undefined).map(plain)).toEqual([plain(one.sealedState)]);
    });

    it('is for one thing, and for a time', async () => {
      const attempts = new SqlAttemptStore(database);
      const one = attempt();
      await attempts.add(one);
      expect(await attempts.take(one.idHash, 'proof', 1_000)).toBeUndefined();
      expect(await attempts.take(one.idHash, 'login', 5_000)).toBeUndefined();
      expect(plain(await attempts.take(one.idHash, 'login', 4_999))).toEqual(plain(one.sealedState));
    });

    it('advances once, and is then for the next thing alone', async () => {
      const attempts = new SqlAttemptStore(database);
      const one = attempt({ kind: 'recovery' });
      await attempts.add(one);
      const advance = () => attempts.advance(one.idHash, 'recovery', 'recovery-password', 1_000);
      expect(plain(await advance())).toEqual(plain(one.sealedState));
      expect(await advance()).toBeUndefined();
      expect(await attempts.take(one.idHash, 'recovery', 1_000)).toBeUndefined();
      expect(plain(await attempts.take(one.idHash, 'recovery-password', 1_000))).toEqual(
        plain(one.sealedState),
      );
    });
  });

  describe('a throttle', () => {
    const throttle = (keyHash: Uint8Array = randomBytes(32)) => ({
      keyHash,
      waitAfter: (tries: number) => (tries < 3 ? 0 : 2_000 * (tries - 2)),
      forgetAfter: 10_000,
    });
    const waitOf = async (promise: Promise<unknown>) => {
      try {
        await promise;
      } catch (error) {
        if (error instanceof ProtocolError && error.code === 'rate-limited') return error.retryAfter;
        throw error;
      }
      return 0;
    };

    it('lets tries pass until they have to wait, and counts on after it', async () => {
      const throttles = new SqlThrottleStore(database);
      const one = throttle();
      const waits: unknown[] = [];
      for (const now of [1_000, 1_000, 1_000, 1_001, 2_999, 3_000, 3_001, 6_999, 7_000]) {
        waits.push(await waitOf(throttles.count([one], now)));
      }
      expect(waits).toEqual([0, 0, 0, 2, 1, 0, 4, 1, 0]);
    });

    it('begins anew after long peace, and when it is told to forget', async () => {
      const throttles = new SqlThrottleStore(database);
      const one = throttle();
      for (let tries = 0; tries < 3; tries += 1) await throttles.count([one], 1_000);
      expect(await waitOf(throttles.count([one], 13_000))).toBe(0);
      for (let tries = 0; tries < 2; tries += 1) await throttles.count([one], 13_000);
      expect(await waitOf(throttles.count([one], 13_000))).toBe(2);
      await throttles.forget(one.keyHash);
      expect(await waitOf(throttles.count([one], 13_000))).toBe(0);
    });

    it('counts in all or in none', async () => {
      const throttles = new SqlThrottleStore(database);
      const [full, empty] = [throttle(), throttle()];
      for (let tries = 0; tries < 3; tries += 1) await throttles.count([full], 1_000);
      for (let tries = 0; tries < 5; tries += 1) {
        expect(await waitOf(throttles.count([empty, full], 1_000))).toBe(2);
      }
      for (let tries = 0; tries < 3; tries += 1) {
        expect(await waitOf(throttles.count([empty], 1_000))).toBe(0);
      }
    });

    it('lets no more pass where they come at once, on several nodes', async () => {
      const stores = [new SqlThrottleStore(database), new SqlThrottleStore(other)];
      const [one, two] = [throttle(), throttle()];
      const waits = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          waitOf(stores[index % 2]?.count(index % 3 ? [one, two] : [two, one], 1_000) ?? Promise.resolve()),
        ),
      );
      expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
    });
  });

  describe('the sweep', () => {
    it('takes out what has expired, in small batches, and nothing else', async () => {
      const attempts = new SqlAttemptStore(database);
      const { account, session } = await register();
      const lasting = { idHash: randomBytes(32), kind: 'login' as const, sealedState: randomBytes(8) };
      await attempts.add({ ...lasting, expiresAt: 8_000 });
      for (let count = 0; count < 450; count += 1) {
        await attempts.add({ ...lasting, idHash: randomBytes(32), expiresAt: 2_000 });
      }
      await new SqlInvitationStore(database).add(randomBytes(32), 2_000);
      await sessions.add(account.id, newSession({ expiresAt: 2_000 }), terms(account));
      const { account: former } = await register();
      await accounts.delete(former.id, former.lookHash, 2_000);
      const sweep = new Sweep(database, () => 2_000, pino({ level: 'silent' }));
      expect(await sweep.sweep()).toBe(453);
      expect(await sweep.sweep()).toBe(0);
      expect(await sessions.find(session.tokenHash, 1_000)).toBeDefined();
      expect(await accounts.isFree(account.lookHash, 9_000)).toBe(false);
      expect(await attempts.take(lasting.idHash, 'login', 1_000)).toBeDefined();
    });
  });

  describe('a transaction that throws', () => {
    it('has changed nothing', async () => {
      const { account } = await register();
      const failed = database.transaction('test', async (db) => {
        await db.deleteFrom('accounts').execute();
        throw new ProtocolError('conflict');
      });
      expect(await codeOf(failed)).toBe('conflict');
      expect(await accounts.find(account.id)).toBeDefined();
    });

    it('tells nothing of its values where the fault is ours', async () => {
      const { account } = await register();
      const failed = accounts.create(newAccount({ id: account.id }), newSession());
      await expect(failed).rejects.toThrow(/^The query account-create failed with [\w' ]+\.$/);
    });
  });
}

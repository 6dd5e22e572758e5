import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import { SqlAccountStore } from '../../../src/server/storage/account-store.ts';
import type { Database } from '../../../src/server/storage/database.ts';
import { SqlFileLinkStore, type StoredFileLink } from '../../../src/server/storage/file-link-store.ts';
import { type NewFile, SqlFileStore } from '../../../src/server/storage/file-store.ts';
import { Sweep } from '../../../src/server/storage/sweep.ts';
import type { OpenDatabase } from './storage-contract.ts';
import { newAccount, newSession } from './stored-records.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'done';
}

const allowance = { quotaBytes: 1_000, files: 4, unfinished: 3 };

/** What every database has to do for files. */
export function describeFileStorage(open: OpenDatabase): void {
  let database: Database;
  let other: Database;
  let files: SqlFileStore;
  let elsewhere: SqlFileStore;
  let links: SqlFileLinkStore;
  beforeEach(async () => {
    [database, other] = await Promise.all([open(), open()]);
    files = new SqlFileStore(database);
    elsewhere = new SqlFileStore(other);
    links = new SqlFileLinkStore(database);
  });
  afterEach(async () => {
    await Promise.all([database.close(), other.close()]);
  });

  async function register() {
    const account = newAccount();
    const accounts = new SqlAccountStore(database);
    await accounts.create(account, newSession());
    return { id: account.id, leave: () => accounts.delete(account.id, account.lookHash, 2_000) };
  }

  const newFile = (accountId: Uint8Array, over: Partial<NewFile> = {}): NewFile => ({
    id: randomBytes(16),
    accountId,
    size: 100,
    tokenHash: randomBytes(32),
    createdAt: 1_000,
    expiresAt: 5_000,
    ...over,
  });

  async function make(accountId: Uint8Array, over: Partial<NewFile> = {}): Promise<NewFile> {
    const file = newFile(accountId, over);
    await files.create(file, allowance);
    return file;
  }

  async function makeFinished(accountId: Uint8Array, over: Partial<NewFile> = {}): Promise<NewFile> {
    const file = await make(accountId, over);
    await files.finish(file.id);
    return file;
  }

  const newLink = (fileId: Uint8Array, over: Partial<StoredFileLink> = {}): StoredFileLink => ({
    id: randomBytes(16),
    fileId,
    keyRecord: randomBytes(60),
    createdAt: 1_000,
    expiresAt: 9_000,
    downloadsLeft: undefined,
    ...over,
  });

  describe('a file', () => {
    it('is found as it was made, and finished', async () => {
      const { id } = await register();
      const file = await make(id);
      const found = await elsewhere.find(file.id);
      expect(found).toMatchObject({ size: 100, createdAt: 1_000, expiresAt: 5_000 });
      expect(found && [hex(found.id), hex(found.accountId), hex(found.tokenHash)]).toEqual(
        [file.id, id, file.tokenHash].map(hex),
      );
      await files.finish(file.id);
      expect((await files.find(file.id))?.expiresAt).toBeUndefined();
      expect(await files.find(randomBytes(16))).toBeUndefined();
    });

    it('may be larger than 32 bits count', async () => {
      const { id } = await register();
      const large = newFile(id, { size: 2 ** 36, createdAt: 1_893_456_000_000 });
      await files.create(large, { ...allowance, quotaBytes: 2 ** 40 });
      expect(await files.find(large.id)).toMatchObject({ size: 2 ** 36, createdAt: 1_893_456_000_000 });
      expect(await files.usedBytes(id)).toBe(2 ** 36);
    });

    it('is made within what an account may have', async () => {
      const { id } = await register();
      const first = await make(id);
      expect(await codeOf(make(id, { size: 901 }))).toBe('quota-exceeded');
      await make(id, { size: 900 });
      expect(await codeOf(make(id, { size: 1 }))).toBe('quota-exceeded');
      await make(id, { size: 0 });
      expect(await codeOf(make(id, { size: 0 }))).toBe('too-many-uploads');
      await files.finish(first.id);
      await makeFinished(id, { size: 0 });
      expect(await codeOf(make(id, { size: 0 }))).toBe('quota-exceeded');
      expect(await codeOf(make(randomBytes(16)))).toBe('login-required');
    });

    it('is counted by all nodes together', async () => {
      const { id } = await register();
      const codes = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          codeOf((index % 2 === 0 ? files : elsewhere).create(newFile(id, { size: 400 }), allowance)),
        ),
      );
      expect(codes.filter((code) => code === 'done')).toHaveLength(2);
    });

    it('is listed by its owner in pages, the latest first, ids apart where times are alike', async () => {
      const [{ id }, someone] = [await register(), await register()];
      const made = [];
      for (const createdAt of [3_000, 1_000, 2_000, 2_000]) made.push(await makeFinished(id, { createdAt }));
      await makeFinished(someone.id);
      const order = made
        .toSorted((a, b) => b.createdAt - a.createdAt || Buffer.compare(b.id, a.id))
        .map((file) => hex(file.id));
      const page = await files.list(id, 2);
      expect(page.map((file) => hex(file.id))).toEqual(order.slice(0, 2));
      const last = page.at(-1);
      const rest = await files.list(id, 9, last);
      expect(rest.map((file) => hex(file.id))).toEqual(order.slice(2));
      expect(rest.map(({ manifest }) => manifest)).toEqual([undefined, undefined]);
    });

    it('has a manifest that counts, set by its owner alone', async () => {
      const [{ id }, someone] = [await register(), await register()];
      const file = await makeFinished(id);
      await files.setManifest(id, file.id, Buffer.alloc(300, 1), 1_000);
      expect(await files.usedBytes(id)).toBe(400);
      await files.setManifest(id, file.id, Buffer.alloc(200, 2), 1_000);
      expect(await files.usedBytes(id)).toBe(300);
      expect(await codeOf(files.setManifest(id, file.id, Buffer.alloc(901), 1_000))).toBe('quota-exceeded');
      expect(await codeOf(files.setManifest(someone.id, file.id, Buffer.alloc(1), 1_000))).toBe('not-found');
      const [listed] = await files.list(id, 5);
      expect(listed?.manifest && hex(listed.manifest)).toBe(hex(Buffer.alloc(200, 2)));
    });
  });

  describe('a writer', () => {
    const writer = (until: number) => ({ id: randomBytes(16), until });

    it('is alone until it ends, or says nothing for too long', async () => {
      const { id } = await register();
      const file = await make(id);
      const [first, second, third] = [writer(2_000), writer(3_000), writer(9_000)];
      expect(await files.startWriting(file.id, first, 1_000)).toBe(true);
      expect(await elsewhere.startWriting(file.id, second, 1_999)).toBe(false);
      expect(await elsewhere.startWriting(file.id, second, 2_000)).toBe(true);
      expect(await files.goOnWriting(file.id, { ...first, until: 4_000 }, 8_000)).toBe(false);
      await files.endWriting(file.id, first.id);
      expect(await files.startWriting(file.id, third, 2_500)).toBe(false);
      await elsewhere.endWriting(file.id, second.id);
      expect(await files.startWriting(file.id, third, 2_500)).toBe(true);
    });

    it('that is alone puts the end off as well, as long as the file is there', async () => {
      const { id } = await register();
      const [upload, finished] = [await make(id), await makeFinished(id)];
      expect([await files.putOff(upload.id, 8_000), await files.putOff(finished.id, 8_000)]).toEqual([
        true,
        true,
      ]);
      expect((await files.find(upload.id))?.expiresAt).toBe(8_000);
      expect((await files.find(finished.id))?.expiresAt).toBeUndefined();
      await files.markDeleted(id, upload.id, 2_000);
      expect(await files.putOff(upload.id, 9_000)).toBe(false);
    });

    it('puts the end of an unfinished upload off, and leaves a finished file as it is', async () => {
      const { id } = await register();
      const [upload, finished] = [await make(id), await makeFinished(id)];
      for (const file of [upload, finished]) {
        const one = writer(2_000);
        await files.startWriting(file.id, one, 1_000);
        expect(await files.goOnWriting(file.id, { ...one, until: 4_000 }, 8_000)).toBe(true);
        expect(await elsewhere.startWriting(file.id, writer(9_000), 3_999)).toBe(false);
      }
      expect((await files.find(upload.id))?.expiresAt).toBe(8_000);
      expect((await files.find(finished.id))?.expiresAt).toBeUndefined();
    });

    it('is one where many start at once', async () => {
      const { id } = await register();
      const file = await make(id);
      const started = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? files : elsewhere).startWriting(file.id, writer(9_000), 1_000),
        ),
      );
      expect(started.filter(Boolean)).toHaveLength(1);
    });
  });

  describe('a deletion', () => {
    it('is marked by the owner, may be marked again, and ends with the row', async () => {
      const [{ id }, someone] = [await register(), await register()];
      const file = await makeFinished(id);
      expect(await files.markDeleted(someone.id, file.id, 2_000)).toBe(false);
      await files.remove(file.id);
      expect(await files.exists(file.id)).toBe(true);
      expect(await files.markDeleted(id, file.id, 2_000)).toBe(true);
      expect(await files.markDeleted(id, file.id, 2_000)).toBe(true);
      expect(await files.find(file.id)).toBeUndefined();
      expect([await files.list(id, 5), await files.usedBytes(id)]).toEqual([[], 0]);
      expect(await files.exists(file.id)).toBe(true);
      await files.remove(file.id);
      expect(await files.exists(file.id)).toBe(false);
      expect(await files.markDeleted(id, file.id, 2_000)).toBe(false);
    });

    it('finds what was marked, has expired or lost its account, and nobody writes', async () => {
      const [{ id }, former] = [await register(), await register()];
      const [lasting, marked, busy] = [await make(id), await make(id), await make(id, { expiresAt: 2_000 })];
      const [left, finished] = [await makeFinished(former.id), await makeFinished(former.id)];
      await former.leave();
      await files.markDeleted(id, marked.id, 1_500);
      await files.startWriting(busy.id, { id: randomBytes(16), until: 2_500 }, 1_500);
      expect(await files.find(left.id)).toBeUndefined();
      const doomed = async (now: number) => (await files.markDoomed(now, 10)).map(hex).sort();
      expect(await doomed(2_000)).toEqual([marked.id, left.id, finished.id].map(hex).sort());
      expect(await files.markDoomed(2_500, 2)).toHaveLength(2);
      expect(await doomed(2_500)).toContain(hex(busy.id));
      for (const file of [marked, busy, left, finished]) await files.remove(file.id);
      expect(await doomed(4_999)).toEqual([]);
      expect(await files.find(lasting.id)).toBeDefined();
    });
  });

  it('shows all its rows in order, and what they come to', async () => {
    const { id } = await register();
    const before = await files.totals();
    const made = [await make(id), await makeFinished(id), await makeFinished(id)];
    expect(await files.totals()).toEqual({
      bytes: before.bytes + 300,
      finished: before.finished + 2,
      unfinished: before.unfinished + 1,
    });
    const ids: string[] = [];
    for (let page = await files.page(2); page.length > 0; page = await files.page(2, page.at(-1)?.id)) {
      ids.push(...page.map((row) => hex(row.id)));
    }
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toEqual(expect.arrayContaining(made.map((file) => hex(file.id))));
  });

  describe('a public link', () => {
    it('leads to a finished file of its owner, in a limited number', async () => {
      const [{ id }, someone] = [await register(), await register()];
      const [file, unfinished] = [await makeFinished(id), await make(id)];
      const link = newLink(file.id, { downloadsLeft: 2 });
      await links.add(id, link, 2);
      await links.add(id, newLink(file.id, { expiresAt: 2_000 }), 2);
      expect(await codeOf(links.add(id, newLink(file.id), 2))).toBe('limit-reached');
      expect(await codeOf(links.add(id, newLink(file.id, { createdAt: 2_000 }), 2))).toBe('done');
      expect(await codeOf(links.add(id, newLink(unfinished.id), 2))).toBe('not-found');
      expect(await codeOf(links.add(someone.id, newLink(file.id), 2))).toBe('not-found');
      const [, listed] = await links.list(file.id, 2_000);
      expect(listed).toMatchObject({ createdAt: 1_000, expiresAt: 9_000, downloadsLeft: 2 });
      expect(listed && hex(listed.keyRecord)).toBe(hex(link.keyRecord));
    });

    it('is opened until it expires, as often as it counts', async () => {
      const { id } = await register();
      const file = await makeFinished(id);
      const [counted, free] = [newLink(file.id, { downloadsLeft: 3 }), newLink(file.id)];
      await links.add(id, counted, 9);
      await links.add(id, free, 9);
      const elsewhereLinks = new SqlFileLinkStore(other);
      const opened = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? links : elsewhereLinks).open(counted.id, 2_000),
        ),
      );
      expect(opened.filter((link) => link !== undefined)).toHaveLength(3);
      expect(await links.leadsTo(counted.id, file.id, 2_000)).toBe(true);
      expect((await links.open(free.id, 8_999))?.downloadsLeft).toBeUndefined();
      expect(await links.open(free.id, 9_000)).toBeUndefined();
      expect(await links.leadsTo(free.id, file.id, 9_000)).toBe(false);
      expect(await links.leadsTo(free.id, randomBytes(16), 2_000)).toBe(false);
    });

    it('is ended by its owner, with its file, or with their account', async () => {
      const [owner, someone] = [await register(), await register()];
      const file = await makeFinished(owner.id);
      const [one, two] = [newLink(file.id), newLink(file.id)];
      await links.add(owner.id, one, 9);
      await links.add(owner.id, two, 9);
      expect(await links.remove(someone.id, one.id)).toBe(false);
      expect(await links.remove(owner.id, one.id)).toBe(true);
      expect(await links.open(one.id, 2_000)).toBeUndefined();
      const its = await makeFinished(someone.id);
      const third = newLink(its.id);
      await links.add(someone.id, third, 9);
      await someone.leave();
      expect(await links.open(third.id, 2_000)).toBeUndefined();
      await files.markDeleted(owner.id, file.id, 2_000);
      expect(await links.open(two.id, 2_000)).toBeUndefined();
      expect(await links.remove(owner.id, two.id)).toBe(false);
      await files.remove(file.id);
      expect(await links.list(file.id, 2_000)).toEqual([]);
    });

    it('that has expired is swept', async () => {
      const { id } = await register();
      const file = await makeFinished(id);
      await links.add(id, newLink(file.id, { expiresAt: 2_000 }), 9);
      await links.add(id, newLink(file.id), 9);
      const sweep = new Sweep(database, () => 2_000, pino({ level: 'silent' }));
      expect(await sweep.sweep()).toBe(1);
      expect(await links.list(file.id, 1_000)).toHaveLength(1);
    });
  });
}

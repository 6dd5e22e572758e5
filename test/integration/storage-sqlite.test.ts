import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createMetrics } from '../../src/server/observability/metrics.ts';
import { SqlAccountStore } from '../../src/server/storage/account-store.ts';
import { Database } from '../../src/server/storage/database.ts';
import { StorageMetrics } from '../../src/server/storage/storage-metrics.ts';
import { describeConversationStorage } from '../harness/storage/conversation-contract.ts';
import { describeFileStorage } from '../harness/storage/file-contract.ts';
import { describePeopleStorage } from '../harness/storage/people-contract.ts';
import { describeStorage } from '../harness/storage/storage-contract.ts';
import { newAccount, newSession } from '../harness/storage/stored-records.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-sqlite-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => path.join(folder, 'deeper', 'accounts.sqlite');

function create(): Database {
  return new Database({
    place: { kind: 'sqlite', file: file() },
    metrics: new StorageMetrics(createMetrics('test')),
    logger: pino({ level: 'silent' }),
  });
}

async function open(): Promise<Database> {
  const database = create();
  await database.start();
  return database;
}

describe('SQLite', () => {
  describe('as what accounts are kept in', () => describeStorage(open));
  describe('as what people and contacts are kept in', () => describePeopleStorage(open));
  describe('as what conversations are kept in', () => describeConversationStorage(open));

  describe('as what is known of files', () => describeFileStorage(open));

  it('is for its owner alone, with the files beside it', async () => {
    const database = await open();
    await new SqlAccountStore(database).create(newAccount(), newSession());
    for (const suffix of ['', '-wal', '-shm']) {
      expect([suffix, (await stat(file() + suffix)).mode & 0o777]).toEqual([suffix, 0o600]);
    }
    await database.close();
  });

  it('has everything on the disk before it answers', async () => {
    const database = await open();
    const pragma = (name: string) =>
      database.run('test', (db) => sql`pragma ${sql.raw(name)}`.execute(db)).then(({ rows }) => rows);
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    await database.close();
  });

  it('is brought forward once by servers that start at once', async () => {
    const databases = Array.from({ length: 6 }, create);
    await Promise.all(databases.map((database) => database.start()));
    for (const database of databases) expect(await database.check()).toBeUndefined();
    await Promise.all(databases.map((database) => database.close()));
  });

  it('keeps what it holds when it is opened again', async () => {
    const account = newAccount();
    const first = await open();
    await new SqlAccountStore(first).create(account, newSession());
    await first.close();
    const second = await open();
    expect(await new SqlAccountStore(second).findByHandle(account.handle)).toBeDefined();
    await second.close();
  });

  it('of a later version is left alone', async () => {
    const database = await open();
    await database.close();
    const raw = new DatabaseSync(file());
    raw.exec("insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')");
    raw.close();
    const late = create();
    await expect(late.start()).rejects.toThrow(/later version/);
    await late.close();
  });

  it('that is no database is not overwritten', async () => {
    const database = await open();
    await database.close();
    await writeFile(
      file(),
      'A letter to a friend, which is long enough to be no database at all.\n'.repeat(20),
    );
    expect(create).toThrow(/not a database/);
    expect(await readFile(file(), 'utf8')).toMatch(/^A letter/);
  });

  describe('that another process holds', () => {
    it('is waited for, without holding up this one', async () => {
      const database = await open();
      const raw = new DatabaseSync(file());
      raw.exec('begin immediate');
      let turns = 0;
      const turning = setInterval(() => {
        turns += 1;
        if (turns === 5) raw.exec('commit');
      }, 5);
      try {
        await new SqlAccountStore(database).create(newAccount(), newSession());
        expect(turns).toBeGreaterThanOrEqual(5);
      } finally {
        clearInterval(turning);
        raw.close();
        await database.close();
      }
    });

    it('is unavailable in the end, and works again afterwards', async () => {
      const database = await open();
      const raw = new DatabaseSync(file());
      raw.exec('begin immediate');
      const accounts = new SqlAccountStore(database);
      await expect(accounts.create(newAccount(), newSession())).rejects.toMatchObject({
        code: 'storage-unavailable',
      });
      raw.exec('commit');
      raw.close();
      await accounts.create(newAccount(), newSession());
      await database.close();
    });
  });
});

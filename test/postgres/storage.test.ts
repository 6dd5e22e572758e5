import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { createMetrics } from '../../src/server/observability/metrics.ts';
import { SqlAccountStore } from '../../src/server/storage/account-store.ts';
import { Database } from '../../src/server/storage/database.ts';
import { StorageMetrics } from '../../src/server/storage/storage-metrics.ts';
import { until } from '../harness/condition.ts';
import { describeConversationStorage } from '../harness/storage/conversation-contract.ts';
import { describeFileStorage } from '../harness/storage/file-contract.ts';
import { describePeopleStorage } from '../harness/storage/people-contract.ts';
import { PostgresServer } from '../harness/storage/postgres-server.ts';
import { describeStorage } from '../harness/storage/storage-contract.ts';
import { newAccount, newSession } from '../harness/storage/stored-records.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

let server: PostgresServer;
let url: string;
beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server?.close());
beforeEach(async () => {
  url = await server.createDatabase();
});

const create = () =>
  new Database({
    place: { kind: 'postgres', url, connections: 4 },
    metrics: new StorageMetrics(createMetrics('test')),
    logger: pino({ level: 'silent' }),
  });

async function open(): Promise<Database> {
  const database = create();
  await database.start();
  return database;
}

describe('PostgreSQL', () => {
  describe('as what accounts are kept in', () => describeStorage(open));
  describe('as what people and contacts are kept in', () => describePeopleStorage(open));
  describe('as what conversations are kept in', () => describeConversationStorage(open));

  describe('as what is known of files', () => describeFileStorage(open));

  it('is brought forward once by servers that start at once', async () => {
    const databases = Array.from({ length: 6 }, create);
    await Promise.all(databases.map((database) => database.start()));
    for (const database of databases) expect(await database.check()).toBeUndefined();
    await Promise.all(databases.map((database) => database.close()));
  });

  it('of a later version is left alone', async () => {
    await (await open()).close();
    const raw = new pg.Client({ connectionString: url });
    await raw.connect();
    await raw.query("insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00.000Z')");
    await raw.end();
    const late = create();
    await expect(late.start()).rejects.toThrow(/later version/);
    await late.close();
  });

  it('that goes away is unavailable, and works again when it is back, with what it held', async () => {
    const database = await open();
    const accounts = new SqlAccountStore(database);
    const account = newAccount();
    await accounts.create(account, newSession());
    await server.stop();
    for (const query of [
      () => accounts.find(account.id),
      () => accounts.create(newAccount(), newSession()),
      () => database.transaction('test', async () => 'done'),
    ]) {
      await expect(query()).rejects.toMatchObject({ code: 'storage-unavailable' });
    }
    expect(await database.check(0)).toBe('The database does not answer.');
    await server.resume();
    expect((await accounts.find(account.id))?.handle).toBe(account.handle);
    expect(await database.check()).toBeUndefined();
    await database.close();
  });

  it('that does not have the database yet is used as soon as it has', async () => {
    const name = 'later';
    url = server.url(name);
    const database = create();
    await database.start();
    const accounts = new SqlAccountStore(database);
    await expect(accounts.findByHandle('anna')).rejects.toMatchObject({ code: 'storage-unavailable' });
    await server.createDatabase(name);
    await until('the database to be used', async () => (await database.check()) === undefined);
    await accounts.create(newAccount(), newSession());
    await database.close();
  });

  it('that is away at the start is used as soon as it is there', async () => {
    await server.stop();
    const database = create();
    await database.start();
    const accounts = new SqlAccountStore(database);
    await expect(accounts.findByHandle('anna')).rejects.toMatchObject({ code: 'storage-unavailable' });
    await server.resume();
    await until('the database to be used', async () => {
      try {
        await accounts.create(newAccount(), newSession());
        return true;
      } catch {
        // Not yet.
        return false;
      }
    });
    await database.close();
  });
});

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { createMetrics } from '../../src/server/observability/metrics.ts';
import { SqlAccountStore } from '../../src/server/storage/account-store.ts';
import { SqlBookStore } from '../../src/server/storage/book-store.ts';
import { SqlCardStore } from '../../src/server/storage/card-store.ts';
import { SqlContactStore } from '../../src/server/storage/contact-store.ts';
import { SqlConversationStore } from '../../src/server/storage/conversation-store.ts';
import { Database } from '../../src/server/storage/database.ts';
import { SqlDeviceStore } from '../../src/server/storage/device-store.ts';
import { SqlLogStore } from '../../src/server/storage/log-store.ts';
import { SqlMarkerStore } from '../../src/server/storage/marker-store.ts';
import { SqlMessageStore } from '../../src/server/storage/message-store.ts';
import { SqlSessionStore } from '../../src/server/storage/session-store.ts';
import { StorageMetrics } from '../../src/server/storage/storage-metrics.ts';
import { newAccount, newSession } from '../harness/storage/stored-records.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

let folder: string;
let file: string;
let queries: string[];

/** Uses every method of the stores of people and conversations once. */
async function useAll(database: Database): Promise<void> {
  const accounts = new SqlAccountStore(database);
  const [anna, bruno, carla] = [newAccount(), newAccount(), newAccount()];
  const sessions = [newSession(), newSession(), newSession()];
  for (const [index, account] of [anna, bruno, carla].entries()) {
    await accounts.create(account, sessions[index] ?? newSession());
  }
  await new SqlSessionStore(database).alive(
    sessions.map(({ id }) => id),
    1_000,
  );

  const contacts = new SqlContactStore(database);
  const accepted = { state: 'accepted', introduction: null } as const;
  const options = { now: 1_000, limits: { perAccount: 10, waiting: 10 } };
  for (const { id: personId } of [bruno, carla]) {
    const ids = { ownerId: anna.id, personId };
    const asked = () => ({ own: { ...accepted, state: 'asked' as const }, other: accepted });
    await contacts.change(ids, asked, options);
    await contacts.change(ids, () => ({ own: undefined, other: undefined }), options);
    await contacts.change(ids, () => ({ own: { ...accepted, state: 'blocked' }, other: accepted }), options);
    await contacts.change(ids, () => ({ own: accepted, other: accepted }), options);
  }
  for (const read of ['list', 'mutual', 'acceptedBy', 'knownBy'] as const) await contacts[read](anna.id);
  const cards = new SqlCardStore(database);
  await cards.findByHandle(bruno.handle);
  await cards.list(anna.id, [bruno.id, carla.id]);
  const devices = new SqlDeviceStore(database);
  for (let time = 0; time < 2; time += 1) await devices.append(anna.id, 0, Buffer.from('same'));
  await devices.read(anna.id, 0, 10);
  const books = new SqlBookStore(database);
  for (const revision of [0, 1]) await books.write(anna.id, { revision, book: randomBytes(9) });
  await books.read(anna.id);

  const id = randomBytes(16);
  const keys = (epoch: number, members: readonly Uint8Array[]) => ({
    epoch,
    head: randomBytes(9),
    boxes: members.map((accountId) => ({ accountId, box: randomBytes(9) })),
  });
  const conversations = new SqlConversationStore(database);
  await conversations.create({
    id,
    kind: 'direct',
    creatorId: anna.id,
    members: [anna.id, bruno.id],
    entry: randomBytes(9),
    keys: keys(1, [anna.id, bruno.id]),
    now: 1_000,
    mostPerAccount: 10,
  });
  const group = randomBytes(16);
  const creation = { id: group, kind: 'group', creatorId: anna.id, members: [anna.id, bruno.id] } as const;
  await conversations.create({
    ...creation,
    entry: randomBytes(9),
    keys: keys(1, [anna.id, bruno.id]),
    now: 1_000,
    mostPerAccount: 10,
  });
  const logs = new SqlLogStore(database);
  const entry = {
    conversationId: group,
    accountId: anna.id,
    index: 1,
    entry: randomBytes(9),
    added: [carla.id],
    removed: [bruno.id],
    keys: keys(2, [anna.id, carla.id]),
    now: 1_000,
    limits: { members: 10, perAccount: 10 },
  };
  for (let time = 0; time < 2; time += 1) await logs.append(entry);
  await logs.read(anna.id, group, 0, 10);
  const messages = new SqlMessageStore(database);
  for (const conversationId of [id, group]) {
    const own = { conversationId, messageId: randomBytes(16), authorId: anna.id, receivedAt: 1_000 };
    for (let time = 0; time < 2; time += 1) await messages.add({ ...own, message: Buffer.from('same') });
    for (const direction of ['before', 'after'] as const) {
      await messages.page(bruno.id, conversationId, { direction, sequence: 1, limit: 10 });
    }
  }
  const markers = new SqlMarkerStore(database);
  await markers.set(anna.id, id, randomBytes(9));
  await markers.watchers(anna.id, id);
  const [first] = await conversations.list(anna.id, undefined, 10);
  await conversations.list(anna.id, first, 10);
  await conversations.find(bruno.id, group);
  await conversations.companions(anna.id);
  await accounts.delete(anna.id, anna.lookHash, 5_000);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-plans-'));
  file = path.join(folder, 'accounts.sqlite');
  const database = new Database({
    place: { kind: 'sqlite', file },
    metrics: new StorageMetrics(createMetrics('test')),
    logger: pino({ level: 'silent' }),
  });
  await database.start();
  const prepare = jest.spyOn(DatabaseSync.prototype, 'prepare');
  await useAll(database);
  queries = [...new Set(prepare.mock.calls.map(([sql]) => sql))];
  prepare.mockRestore();
  await database.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** The tables that a query goes through as a whole. What it has found by an index may be sorted and gone through. */
function scansOf(database: DatabaseSync, sql: string): string[] {
  const parameters = sql.match(/\?/g)?.map(() => null) ?? [];
  const steps = database.prepare(`explain query plan ${sql}`).all(...parameters);
  return steps
    .map(({ detail }) => String(detail))
    .filter((detail) => /^SCAN (?!\(|CONSTANT|\d)/.test(detail));
}

describe('a query about people or conversations', () => {
  it('looks into no row that is not about them, however many there are', () => {
    const database = new DatabaseSync(file);
    try {
      expect(queries.length).toBeGreaterThan(60);
      expect(queries.filter((sql) => scansOf(database, sql).length > 0)).toEqual([]);
      expect(scansOf(database, 'select * from messages where author_id = ?')).toEqual(['SCAN messages']);
    } finally {
      database.close();
    }
  });
});

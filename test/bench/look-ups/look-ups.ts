import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import type { DatabasePlace } from '../../../src/config/database-place.ts';
import { createMetrics } from '../../../src/server/observability/metrics.ts';
import { SqlAccountStore } from '../../../src/server/storage/account-store.ts';
import { SqlCardStore } from '../../../src/server/storage/card-store.ts';
import { SqlContactStore } from '../../../src/server/storage/contact-store.ts';
import { SqlConversationStore } from '../../../src/server/storage/conversation-store.ts';
import { Database } from '../../../src/server/storage/database.ts';
import { SqlMarkerStore } from '../../../src/server/storage/marker-store.ts';
import { blockersOf } from '../../../src/server/storage/members.ts';
import { SqlSessionStore } from '../../../src/server/storage/session-store.ts';
import { StorageMetrics } from '../../../src/server/storage/storage-metrics.ts';
import { PostgresServer } from '../../harness/storage/postgres-server.ts';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { type Figure, type Finding, median } from '../figures.ts';
import { contactOf, fillPostgres, fillSqlite, handleOf, idOf } from './population.ts';

const sizes = [1000, 100_000, 1_000_000] as const;
/** Look-ups of each kind and round, of accounts far from each other. */
const perRound = 500;

/** A database that can be filled. */
interface Filled {
  readonly name: string;
  readonly place: DatabasePlace;
  readonly fill: (from: number, to: number) => Promise<void>;
}

/** What log-in, ringing and messages look up. */
export const lookUps: Benchmark = {
  name: 'look-ups',
  summary: 'what log-in and ringing look up, among 1,000 to 1,000,000 accounts',
  async run(options) {
    const findings = [await inSqlite(options)];
    if (process.env.SOTTOVOCE_POSTGRES !== undefined) findings.push(await inPostgres(options));
    return findings;
  },
};

async function inSqlite(options: BenchmarkOptions): Promise<Finding> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-look-ups-'));
  const file = path.join(folder, 'accounts.sqlite');
  const fill = async (from: number, to: number) => fillSqlite(file, from, to);
  try {
    return await measure({ name: 'SQLite', place: { kind: 'sqlite', file }, fill }, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function inPostgres(options: BenchmarkOptions): Promise<Finding> {
  const server = await PostgresServer.start();
  try {
    const url = await server.createDatabase();
    const fill = (from: number, to: number) => fillPostgres(url, from, to);
    return await measure(
      { name: 'PostgreSQL', place: { kind: 'postgres', url, connections: 4 }, fill },
      options,
    );
  } finally {
    await server.close();
  }
}

async function measure({ name, place, fill }: Filled, { rounds, note }: BenchmarkOptions): Promise<Finding> {
  /** By what is looked up, the microseconds of each round at each size. */
  const all = new Map<string, Map<number, number[][]>>();
  let filled = 0;
  for (const size of sizes) {
    await within(place, () => Promise.resolve());
    note(`${name}: filling up to ${size} accounts`);
    await fill(filled, size);
    filled = size;
    await within(place, async (database) => {
      const queries = queriesOf(database);
      // What is measured first would be measured cold.
      for (const round of Array.from({ length: rounds + 1 }, (_, index) => index)) {
        note(`${name}: ${size} accounts, round ${round} of ${rounds}`);
        for (const [what, query] of Object.entries(queries)) {
          const samples = await timed(query, size);
          if (round === 0) continue;
          const bySize = all.get(what) ?? new Map<number, number[][]>();
          bySize.set(size, [...(bySize.get(size) ?? []), samples]);
          all.set(what, bySize);
        }
      }
    });
  }
  return {
    benchmark: `look-ups, ${name}`,
    conditions: {
      accounts: 'each with a session, two contacts, and in two groups of two people',
      'look-up': 'by the server’s own stores, one after the other, of accounts far from each other',
      ratio: 'of the medians of a round',
    },
    figures: [...all].flatMap(([what, bySize]) => figuresOf(what, bySize)),
  };
}

/** Opens the database as the server does, which brings its tables. */
async function within(place: DatabasePlace, act: (database: Database) => Promise<void>): Promise<void> {
  const metrics = new StorageMetrics(createMetrics('bench'));
  const database = new Database({ place, metrics, logger: pino({ level: 'silent' }) });
  await database.start();
  try {
    await act(database);
  } finally {
    await database.close();
  }
}

type Query = (account: number) => Promise<unknown>;

function queriesOf(database: Database): Readonly<Record<string, Query>> {
  const sessions = new SqlSessionStore(database);
  const accounts = new SqlAccountStore(database);
  const contacts = new SqlContactStore(database);
  const cards = new SqlCardStore(database);
  const conversations = new SqlConversationStore(database);
  const markers = new SqlMarkerStore(database);
  const accountId = (account: number) => idOf('account', account);
  const other = (account: number) => accountId(contactOf(account));
  return {
    'session by cookie': (account) => found(sessions.find(idOf('token', account), 0)),
    'account by handle': (account) => found(accounts.findByHandle(handleOf(account))),
    'account by id': (account) => found(accounts.find(accountId(account))),
    'contacts of an account': (account) => found(contacts.list(accountId(account))),
    'mutual contacts': (account) => found(contacts.mutual(accountId(account))),
    'whether a contact is blocked': (account) =>
      database.run('contact-state', (db) => blockersOf(db, accountId(account), [other(account)])),
    'somebody’s card': (account) => found(cards.list(accountId(account), [other(account)])),
    'members of a conversation': (account) =>
      found(markers.watchers(accountId(account), idOf('group', account))),
    'conversations of an account': (account) => found(conversations.list(accountId(account), undefined, 100)),
  };
}

/** A look-up that finds nothing measures something else. */
async function found<T>(query: Promise<T>): Promise<T> {
  const result = await query;
  if (result === undefined || (Array.isArray(result) && result.length === 0)) {
    throw new Error('A look-up found nothing.');
  }
  return result;
}

async function timed(query: Query, size: number): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < perRound; index += 1) {
    const account = 1 + ((index * 7919 + Math.floor(Math.random() * size)) % size);
    const start = performance.now();
    await query(account);
    samples.push((performance.now() - start) * 1000);
  }
  return samples;
}

function figuresOf(what: string, bySize: ReadonlyMap<number, readonly number[][]>): Figure[] {
  const [smallest] = sizes;
  const medians = (size: number) => (bySize.get(size) ?? []).map(median);
  return sizes.flatMap((size): Figure[] => {
    const named = `${what}, ${size.toLocaleString('en')}`;
    const measured = { name: named, unit: 'µs', samples: (bySize.get(size) ?? []).flat() };
    if (size === smallest) return [measured];
    const before = medians(smallest);
    const ratios = medians(size).map((value, round) => value / (before[round] ?? value));
    return [
      measured,
      { name: `${named} over ${smallest.toLocaleString('en')}`, unit: 'times', samples: ratios },
    ];
  });
}

import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';

/** Each account has one session, and as many contacts and groups, however many accounts there are. */
const contactsEachWay = 1;
const groupMembers = 2;

/** Accounts and what is theirs have numbers from 1 on. */
export const handleOf = (account: number) => `person${account}`;
export const idOf = (name: 'account' | 'token' | 'group', number: number) =>
  createHash('md5').update(`${name}${number}`).digest();
/** A contact of an account's: two that stand beside each other, of which the first is odd. */
export const contactOf = (account: number) => (account % 2 === 1 ? account + 1 : account - 1);

/**
 * What fills a database from one number of accounts up to another, with the functions `id_of` and `zeroblob`, in the SQL
 * that both databases understand.
 */
function statements(from: number, to: number): string[] {
  const series = (name: string, first: number, last: number) =>
    `${name}(n) as (select ${first} union all select n + 1 from ${name} where n < ${last})`;
  const accounts = `with recursive ${series('a', from + 1, to)}`;
  const steps = (count: number) => `${accounts}, ${series('s', 1, count)}`;
  // Whoever stands at the end of the row has those at its beginning beside them, once there are more.
  const beside = `case when n + step > ${to} then n + step - ${to} else n + step end`;
  const pairs = `${steps(contactsEachWay)}, p as (select a.n, s.n as step from a cross join s)`;
  const contact = (owner: string, person: string) =>
    `insert into contacts (owner_id, person_id, state, introduction, changed_at)
     ${pairs} select id_of('account', ${owner}), id_of('account', ${person}), 'accepted', zeroblob(200), n from p
     where true on conflict do nothing`;
  return [
    `insert into accounts (id, handle, created_at, registration_record, password_wrap, recovery_wrap,
       recovery_proof_hash, identity_key, seal_key, card_signature, identity_wrap, profile_wrap)
     ${accounts} select id_of('account', n), 'person' || n, n, zeroblob(192), zeroblob(61), zeroblob(61),
       zeroblob(32), zeroblob(32), zeroblob(1216), zeroblob(64), zeroblob(61), zeroblob(64) from a`,
    `insert into sessions (id, token_hash, account_id, browser, created_at, last_used_at, expires_at)
     ${accounts} select id_of('session', n), id_of('token', n), id_of('account', n), 'Firefox', n, n, 9000000000000
     from a`,
    contact('n', beside),
    contact(beside, 'n'),
    `insert into conversations (id, kind, pair, log_length, last_sequence, changed_at)
     ${accounts} select id_of('group', n), 'group', null, 1, 0, n from a`,
    `insert into members (conversation_id, account_id, joined_at_index, joined_at_sequence)
     ${steps(groupMembers)}, p as (select a.n, s.n - 1 as step from a cross join s)
     select id_of('group', n), id_of('account', ${beside}), 0, 0 from p`,
  ];
}

/** Fills a SQLite file that no one else has open: without care for a crash, for it can be made anew. */
export function fillSqlite(file: string, from: number, to: number): void {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  try {
    database.exec('pragma journal_mode = memory; pragma synchronous = off; pragma cache_size = -1000000;');
    const options = { deterministic: true };
    database.function('id_of', options, (name, number) =>
      createHash('md5').update(`${name}${number}`).digest(),
    );
    for (const statement of statements(from, to)) database.exec(statement);
  } finally {
    database.close();
  }
}

const postgresFunctions = [
  `create or replace function id_of(name text, number bigint) returns bytea immutable language sql
   as $$ select decode(md5(name || number), 'hex') $$`,
  `create or replace function zeroblob(length int) returns bytea immutable language sql
   as $$ select decode(repeat('00', length), 'hex') $$`,
];

export async function fillPostgres(url: string, from: number, to: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of [...postgresFunctions, ...statements(from, to)]) await client.query(statement);
    // As its own housekeeping does after a while.
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

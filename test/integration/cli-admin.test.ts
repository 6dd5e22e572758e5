import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AccountClient, outcomeOf } from '../harness/accounts/account-client.ts';
import { Command } from '../harness/command.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(120_000);

const password = 'correct horse battery staple';

let folder: string;
let server: ServerProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-admin-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const dataDirectory = () => path.join(folder, 'data');
const database = () => path.join(dataDirectory(), 'accounts.sqlite');
const admin = (...args: string[]) =>
  new Command(['admin', ...args], {
    SOTTOVOCE_DATA_DIRECTORY: dataDirectory(),
    SOTTOVOCE_ACCOUNTS__REGISTRATION: 'invitation',
  }).end;

async function serve(registration: 'open' | 'invitation' = 'open'): Promise<ServerProcess> {
  server = await ServerProcess.start({ dataDirectory: dataDirectory(), accounts: { registration } });
  return server;
}

async function stop(): Promise<void> {
  await server?.close();
  server = undefined;
}

describe('sottovoce admin invite', () => {
  it('lets one person in, while the server runs', async () => {
    const { origin } = await serve('invitation');
    const { code, stdout, stderr } = await admin('invite');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Good once, until \d{4}-/);
    const invitation = stdout.trim();
    const register = (handle: string) =>
      outcomeOf(new AccountClient(origin).register(handle, password, { invitation }));
    expect(await register('anna')).toBe('done');
    expect(await register('bruno')).toBe('invitation-refused');
    expect((await readFile(database())).includes(invitation)).toBe(false);
  });
});

describe('sottovoce admin user', () => {
  it('lists accounts, and deletes one with its sessions', async () => {
    const { origin } = await serve();
    const anna = new AccountClient(origin);
    await anna.register('anna', password);
    await new AccountClient(origin).register('bruno', password);
    const today = new Date().toISOString().slice(0, 10);
    expect((await admin('user', 'list')).stdout).toMatch(/^anna\t[\d-]+\t1\nbruno\t[\d-]+\t1\n$/);
    expect((await admin('user', 'list')).stdout).toContain(today.slice(0, 4));
    expect(await admin('user', 'delete', 'Anna')).toMatchObject({ code: 0 });
    expect(await outcomeOf(anna.ask('readAccount'))).toBe('login-required');
    expect(await outcomeOf(new AccountClient(origin).register('anna', password))).toBe('handle-taken');
    expect((await admin('user', 'list')).stdout).toMatch(/^bruno\t/);
  });

  it('says so where there is no such account', async () => {
    expect(await admin('user', 'delete', 'nobody1')).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: 'There is no account with the handle nobody1.\n',
    });
  });
});

describe('sottovoce admin backup', () => {
  const file = () => path.join(folder, 'backup.sqlite');

  it('of a running server comes back, and everybody logs in again', async () => {
    const first = await serve();
    const anna = new AccountClient(first.origin);
    await anna.register('anna', password);
    expect(await admin('backup', file())).toMatchObject({ code: 0, stdout: '' });
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    await new AccountClient(first.origin).register('bruno', password);
    await anna.changePassword('anna', password, 'another one');
    await stop();
    expect(await admin('restore', file())).toMatchObject({ code: 0 });
    const second = await serve();
    const again = new AccountClient(second.origin);
    again.cookie = anna.cookie;
    expect(await outcomeOf(again.ask('readAccount'))).toBe('login-required');
    expect(await outcomeOf(again.logIn('anna', password))).toBe('done');
    expect(await outcomeOf(again.logIn('bruno', password))).toBe('credentials-refused');
    expect((await stat(database())).mode & 0o777).toBe(0o600);
  });

  it('is not restored under a running server', async () => {
    const { origin } = await serve();
    await new AccountClient(origin).register('anna', password);
    await admin('backup', file());
    await new AccountClient(origin).register('bruno', password);
    const { code, stderr } = await admin('restore', file());
    expect([code, stderr]).toEqual([1, `${database()} is in use. Stop the server first.\n`]);
    expect(await outcomeOf(new AccountClient(origin).logIn('bruno', password))).toBe('done');
  });

  it('overwrites nothing, and is not restored from what is none', async () => {
    await serve();
    await stop();
    await writeFile(file(), 'a letter\n'.repeat(1000));
    expect(await admin('backup', file())).toMatchObject({
      code: 1,
      stderr: `${file()} exists already, and is not overwritten.\n`,
    });
    const before = await readFile(database());
    for (const [name, why] of [
      [file(), 'is no whole backup of accounts'],
      [path.join(folder, 'none'), 'does not exist'],
    ] as const) {
      expect(await admin('restore', name)).toMatchObject({ code: 1, stderr: `${name} ${why}.\n` });
    }
    expect(await readFile(database())).toEqual(before);
  });
});

describe('a database that cannot be used', () => {
  it('is named in one sentence', async () => {
    await serve();
    await stop();
    await writeFile(database(), 'a letter\n'.repeat(1000));
    const { code, stderr } = await admin('user', 'list');
    expect([code, stderr]).toEqual([
      1,
      `The accounts in ${database()} cannot be opened: file is not a database\n`,
    ]);
  });
});

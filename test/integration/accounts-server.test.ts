import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AccountClient, outcomeOf, randomText } from '../harness/accounts/account-client.ts';
import { until } from '../harness/condition.ts';
import { freePorts } from '../harness/free-port.ts';
import { RoomControlRooms } from '../harness/room-control-rooms.ts';
import { ServerProcess, type ServerSettings } from '../harness/server-process.ts';

jest.setTimeout(120_000);

const password = 'correct horse battery staple';

describe('a server with accounts', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-accounts-server-'));
  });
  /** The one that runs, if any. */
  let running: ServerProcess | undefined;
  async function start(settings: ServerSettings): Promise<ServerProcess> {
    running = await ServerProcess.start(settings);
    return running;
  }
  afterEach(async () => {
    if (running?.running) await running.close();
    running = undefined;
    await rm(folder, { recursive: true });
  });

  it('loses no account that it has confirmed, however it ends', async () => {
    const confirmed: string[] = [];
    const dataDirectory = path.join(folder, 'data');
    for (const round of [1, 2, 3]) {
      const server = await start({ dataDirectory });
      let crashed: Promise<void> | undefined;
      const register = async (who: string) => {
        for (let count = 0; crashed === undefined; count += 1) {
          const handle = `${who}${round}x${count}x`;
          try {
            await new AccountClient(server.origin).register(handle, password);
          } catch (error) {
            // The connection broke: whether this one was made, nobody has been told.
            if (crashed === undefined) throw error;
            return;
          }
          confirmed.push(handle);
        }
      };
      const people = ['anna', 'bruno', 'carla', 'dario'].map(register);
      const goal = confirmed.length + 20 * round;
      await until('accounts to be made', () => confirmed.length >= goal);
      crashed = server.crash();
      await Promise.all([...people, crashed]);
    }
    const server = await start({ dataDirectory });
    for (const handle of confirmed) {
      const { account } = await new AccountClient(server.origin).logIn(handle, password);
      expect(account.handle).toBe(handle);
    }
    await server.close();
  });

  it('keeps sessions over a restart, and neither handles nor cookies in its log', async () => {
    const dataDirectory = path.join(folder, 'data');
    const settings = { dataDirectory, log: { level: 'trace' as const } };
    const first = await start(settings);
    const handle = 'annabellarossi';
    const browser = new AccountClient(first.origin);
    await browser.register(handle, password);
    await outcomeOf(new AccountClient(first.origin).logIn(handle, 'mistyped'));
    await outcomeOf(new AccountClient(first.origin).register(handle, password));
    await first.close();
    const second = await start(settings);
    const again = new AccountClient(second.origin);
    again.cookie = browser.cookie;
    expect((await again.ask('readAccount')).account.handle).toBe(handle);
    await until('sessions to be counted', async () => {
      return (await second.metrics()).sum('sottovoce_account_sessions') === 1;
    });
    const metrics = await second.metricsText();
    await second.close();
    for (const log of [first.log, second.log, metrics]) {
      expect(log).not.toContain(handle);
      expect(log).not.toContain(browser.cookie?.split('=')[1] ?? '');
    }
  });
});

describe('a server whose database cannot be reached', () => {
  let server: ServerProcess;
  let rooms: RoomControlRooms;
  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    server = await ServerProcess.start(
      { storage: { database: `postgres://calls:hunter2@127.0.0.1:${port}/calls` } },
      { unready: true },
    );
    rooms = new RoomControlRooms(server);
  });
  afterAll(async () => {
    await rooms?.close();
    await server?.close();
  });

  it('carries calls all the same', async () => {
    const room = await rooms.api.createRoom();
    const anna = await rooms.join(room, 'Anna');
    await rooms.join(room, 'Bruno');
    await anna.peer.notification('newPeer');
    expect(await rooms.api.summary(room.roomId)).toMatchObject({ participantCount: 2 });
  });

  it('says of accounts that they cannot be reached, and when to try again', async () => {
    const browser = new AccountClient(server.origin);
    expect(await outcomeOf(browser.register('anna', password))).toBe('storage-unavailable');
    expect(await outcomeOf(browser.logIn('anna', password))).toBe('storage-unavailable');
    const cookie = `sottovoce-session=${randomText(32)}`;
    const response = await browser.send('readAccount', { headers: { cookie } });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('lives, is not ready, and says why', async () => {
    expect(await server.readiness()).toEqual({
      ready: false,
      checks: { workers: 'ok', storage: 'The database does not answer.' },
    });
    expect(server.running).toBe(true);
    expect((await server.metrics()).sum('sottovoce_storage_up')).toBe(0);
  });

  it('keeps the address of its database to itself', () => {
    expect(server.log).toContain('The database cannot be reached');
    expect(server.log).not.toContain('hunter2');
  });
});

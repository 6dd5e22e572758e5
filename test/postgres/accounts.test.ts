import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccountClient, outcomeOf } from '../harness/accounts/account-client.ts';
import { until } from '../harness/condition.ts';
import { RoomControlRooms } from '../harness/room-control-rooms.ts';
import { ServerProcess } from '../harness/server-process.ts';
import { PostgresServer } from '../harness/storage/postgres-server.ts';

jest.setTimeout(180_000);

const password = 'correct horse battery staple';
/** Servers with one database have one secret, too. */
const secret = 'the same on both nodes, and long enough';

describe('two servers over one PostgreSQL', () => {
  let postgres: PostgresServer;
  let one: ServerProcess;
  let two: ServerProcess;
  let rooms: RoomControlRooms;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
    const settings = {
      secret,
      storage: { database: await postgres.createDatabase() },
      limits: { accounts: { triesPerPerson: 3 } },
    };
    [one, two] = await Promise.all([ServerProcess.start(settings), ServerProcess.start(settings)]);
    rooms = new RoomControlRooms(one);
  });
  afterAll(async () => {
    await rooms?.close();
    await Promise.all([one?.close(), two?.close()]);
    await postgres?.close();
  });

  it('know each other’s accounts, sessions and attempts', async () => {
    const browser = new AccountClient(one.origin);
    await browser.register('anna', password);
    const elsewhere = new AccountClient(two.origin);
    elsewhere.cookie = browser.cookie;
    expect((await elsewhere.ask('readAccount')).account.handle).toBe('anna');
    const { attemptId, finishLoginRequest } = await browser.startLogin('anna', password);
    await elsewhere.ask('finishLogin', { attemptId, finishLoginRequest, browser: 'Firefox' });
    expect((await browser.ask('listSessions')).sessions).toHaveLength(2);
  });

  it('count guesses together', async () => {
    const guess = (server: ServerProcess) =>
      outcomeOf(new AccountClient(server.origin).logIn('bruno', 'guess'));
    const outcomes: string[] = [];
    for (const server of [one, two, one, two, one]) outcomes.push(await guess(server));
    expect(outcomes.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => 'credentials-refused'));
    expect(outcomes.slice(3)).toContain('rate-limited');
  });

  it('carry calls while it is gone, and say what is not to be had', async () => {
    const room = await rooms.api.createRoom();
    const anna = await rooms.join(room, 'Anna');
    await postgres.stop();
    await rooms.join(room, 'Bruno');
    await anna.peer.notification('newPeer');
    expect(await rooms.api.summary(room.roomId)).toMatchObject({ participantCount: 2 });
    expect(await outcomeOf(new AccountClient(one.origin).logIn('anna', password))).toBe(
      'storage-unavailable',
    );
    await until('readiness to tell', async () =>
      JSON.stringify(await one.readiness()).includes('"ready":false'),
    );
    await postgres.resume();
    await until('readiness to return', async () =>
      JSON.stringify(await one.readiness()).includes('"ready":true'),
    );
    expect(await outcomeOf(new AccountClient(one.origin).logIn('anna', password))).toBe('done');
    await anna.peer.request('getRoomState');
    expect(one.running && two.running).toBe(true);
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccountClient, outcomeOf } from '../harness/accounts/account-client.ts';
import { Person, someMessage } from '../harness/people/person.ts';
import { ServerProcess } from '../harness/server-process.ts';
import { PostgresServer } from '../harness/storage/postgres-server.ts';

jest.setTimeout(180_000);

describe('conversations in PostgreSQL', () => {
  let postgres: PostgresServer;
  let server: ServerProcess;
  let anna: Person;
  let bruno: Person;
  let conversationId: string;
  beforeAll(async () => {
    postgres = await PostgresServer.start();
    server = await ServerProcess.start({ storage: { database: await postgres.createDatabase() } });
    const register = (handle: string) => Person.register(new AccountClient(server.origin), handle);
    [anna, bruno] = [await register('anna'), await register('bruno')];
    await anna.befriend(bruno);
    conversationId = await anna.converse([bruno]);
  });
  afterAll(async () => {
    for (const person of [anna, bruno]) person?.close();
    await server?.close();
    await postgres?.close();
  });

  it('go on in order where many send at once', async () => {
    const connections = await Promise.all([anna.connect(), bruno.connect(), bruno.connect()]);
    await Promise.all(
      connections.flatMap((connection) =>
        Array.from({ length: 20 }, () => connection.request('sendMessage', someMessage(conversationId))),
      ),
    );
    for (const connection of connections) {
      await connection.event('messageAdded', ({ sequence }) => sequence === 60);
      expect(connection.all('messageAdded').map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 60 }, (_, index) => index + 1),
      );
    }
  });

  it('wait while it is gone, on connections that stay', async () => {
    const [own, other] = [await anna.connect(), await bruno.connect()];
    const body = someMessage(conversationId);
    await postgres.stop();
    expect(await outcomeOf(own.request('sendMessage', body))).toBe('storage-unavailable');
    expect(await outcomeOf(anna.browser.ask('listConversations', undefined, { after: 'first' }))).toBe(
      'storage-unavailable',
    );
    expect(await outcomeOf(bruno.connect())).toBe('storage-unavailable');
    await postgres.resume();
    const { sequence } = await own.request('sendMessage', body);
    await other.event('messageAdded', (message) => message.sequence === sequence);
    expect([own.socket.connected, other.socket.connected]).toEqual([true, true]);
  });
});

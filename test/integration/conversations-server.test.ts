import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AccountClient } from '../harness/accounts/account-client.ts';
import { until } from '../harness/condition.ts';
import { freePorts } from '../harness/free-port.ts';
import { LiveClient } from '../harness/people/live-client.ts';
import { Person, someMessage } from '../harness/people/person.ts';
import { RoomControlRooms } from '../harness/room-control-rooms.ts';
import { ServerProcess, type ServerSettings } from '../harness/server-process.ts';

jest.setTimeout(120_000);

let folder: string;
let running: ServerProcess | undefined;
let people: Person[];

beforeEach(async () => {
  people = [];
  folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-conversations-'));
});
afterEach(async () => {
  for (const person of people) person.close();
  if (running?.running) await running.close();
  running = undefined;
  await rm(folder, { recursive: true });
});

async function start(settings: ServerSettings = {}): Promise<ServerProcess> {
  running = await ServerProcess.start({ dataDirectory: path.join(folder, 'data'), ...settings });
  return running;
}

/** Two who are each other's contacts, with a conversation. */
async function meet({ origin }: { readonly origin: string }) {
  const register = async (handle: string) => Person.register(new AccountClient(origin), handle);
  const [anna, bruno] = [await register('annabellarossi'), await register('brunellobianchi')];
  people.push(anna, bruno);
  await anna.befriend(bruno);
  return { anna, bruno, conversationId: await anna.converse([bruno]) };
}

describe('a server with conversations', () => {
  it.each(['websocket', 'polling'] as const)('brings live events by %s beside calls', async (transport) => {
    const server = await start();
    const { anna, bruno, conversationId } = await meet(server);
    const rooms = new RoomControlRooms(server);
    const room = await rooms.api.createRoom();
    const guest = await rooms.join(room, 'Anna');
    const [own, other] = [await anna.connect({ transport }), await bruno.connect({ transport })];
    await own.request('sendMessage', someMessage(conversationId));
    await other.event('messageAdded');
    await rooms.join(room, 'Bruno');
    await guest.peer.notification('newPeer');
    await rooms.close();
  });

  it('loses no message that it has confirmed, however it ends', async () => {
    const first = await start();
    const { anna, bruno, conversationId } = await meet(first);
    const connections = [await anna.connect(), await bruno.connect()];
    const confirmed = new Map<number, string>();
    let isCrashed = false;
    const writing = connections.map(async (connection) => {
      while (!isCrashed) {
        const body = someMessage(conversationId);
        const sent = connection.request('sendMessage', body);
        // The connection breaks: whether this one was kept, nobody has been told.
        const broken = until('the crash', () => isCrashed).then(() => undefined);
        const answer = await Promise.race([sent, broken]);
        if (answer !== undefined) confirmed.set(answer.sequence, body.messageId);
      }
    });
    await until('messages to be confirmed', () => confirmed.size >= 60);
    await first.crash();
    isCrashed = true;
    await Promise.all(writing);

    const second = await start();
    const browser = new AccountClient(second.origin);
    browser.cookie = bruno.browser.cookie;
    const kept = new Map<number, string>();
    for (let from = 0, more = true; more; ) {
      const page = await browser.ask('readMessages', undefined, {
        conversationId,
        direction: 'after',
        sequence: String(from),
      });
      for (const { sequence, messageId } of page.messages) kept.set(sequence, messageId);
      from = page.messages.at(-1)?.sequence ?? from;
      more = page.hasMore;
    }
    for (const [sequence, messageId] of confirmed)
      expect([sequence, kept.get(sequence)]).toEqual([sequence, messageId]);
    expect([...kept.keys()]).toEqual(Array.from({ length: kept.size }, (_, index) => index + 1));
  });

  it('goes down in order with open connections, which come back to the next one', async () => {
    const [httpPort = 0] = await freePorts(1);
    const settings: ServerSettings = {
      server: { httpPort },
      secret: 'the same before and after, and long enough',
    };
    const first = await start(settings);
    // The same before and after, unlike that of the process.
    const origin = `http://127.0.0.1:${httpPort}`;
    const { anna } = await meet({ origin });
    const connections = [
      LiveClient.prepare(origin, { cookie: anna.browser.cookie }),
      LiveClient.prepare(origin, { cookie: anna.browser.cookie, transport: 'polling' }),
    ];
    try {
      for (const connection of connections) {
        connection.socket.io.reconnection(true);
        connection.socket.connect();
        await connection.event('welcome');
      }
      await first.close();
      await start(settings);
      await until('both to be welcomed again', () =>
        connections.every((connection) => connection.all('welcome').length === 2),
      );
    } finally {
      for (const connection of connections) connection.close();
    }
  });

  it('names nobody in its log or metrics', async () => {
    const server = await start({ log: { level: 'trace' } });
    const { anna, bruno, conversationId } = await meet(server);
    const [own, other] = [await anna.connect(), await bruno.connect({ transport: 'polling' })];
    const body = someMessage(conversationId);
    await own.request('sendMessage', body);
    await own.send('sendMessage', { ...body, message: '!' });
    await other.event('messageAdded');
    await anna.browser.send('findPerson', { params: { handle: bruno.handle } });
    await anna.browser.send('findPerson', { params: { handle: 'nobodyatall' } });
    const metrics = await server.metricsText();
    expect(metrics).toMatch(/^sottovoce_messages_total 1$/m);
    own.close();
    other.close();
    await server.close();
    const secrets = [anna, bruno].flatMap(({ handle, accountId, browser }) => [
      handle,
      accountId,
      browser.cookie?.split('=')[1] ?? handle,
    ]);
    for (const text of [server.log, metrics]) {
      for (const secret of [...secrets, conversationId, body.messageId, body.message, 'nobodyatall']) {
        expect(text).not.toContain(secret);
      }
    }
  });
});

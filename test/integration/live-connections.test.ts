import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { outcomeOf, randomText } from '../harness/accounts/account-client.ts';
import type { AccountShell } from '../harness/accounts/account-shell.ts';
import { until } from '../harness/condition.ts';
import { LiveClient } from '../harness/people/live-client.ts';
import { type Person, settled, someMessage } from '../harness/people/person.ts';
import { Stage } from '../harness/people/stage.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

let stage: Stage;
let shell: AccountShell;
let anna: Person;
let bruno: Person;
let carla: Person;

async function start(settings?: string): Promise<void> {
  stage = await Stage.start(settings);
  ({ shell, anna, bruno, carla } = stage);
}
async function restart(settings: string): Promise<void> {
  await stage.close();
  await start(settings);
}

beforeEach(() => start());
afterEach(() => stage.close());

describe('a connection', () => {
  it.each(['websocket', 'polling'] as const)('by %s is welcomed before anything else', async (transport) => {
    const connection = await anna.connect({ transport });
    expect(connection.heard).toEqual([{ name: 'welcome', payload: { present: [] } }]);
  });

  it('goes over from polling to a WebSocket', async () => {
    const connection = await anna.connect({ transport: 'both' });
    await until('the WebSocket', () => connection.socket.io.engine.transport.name === 'websocket');
    await settled(connection);
  });

  it.each(['websocket', 'polling'] as const)('by %s needs a session, and says so', async (transport) => {
    for (const cookie of [undefined, `sottovoce-session=${randomText(32)}`]) {
      expect(await outcomeOf(LiveClient.connect(shell.origin, { cookie, transport }))).toBe('login-required');
    }
  });

  it.each(['websocket', 'polling'] as const)(
    'by %s is refused to pages of other sites',
    async (transport) => {
      for (const origin of ['https://evil.example.com', 'null']) {
        await expect(anna.connect({ transport, origin })).rejects.toThrow(/error/);
      }
    },
  );

  it('is refused to sites that may make calls, too', async () => {
    await restart('server: { allowedOrigins: [https://friend.example.com] }');
    await expect(anna.connect({ origin: 'https://friend.example.com' })).rejects.toThrow(/error/);
  });

  it('is one of not too many of an account', async () => {
    await restart('limits: { live: { connectionsPerAccount: 2 } }');
    await anna.connect();
    await anna.connect();
    expect(await outcomeOf(anna.connect())).toBe('limit-reached');
    await bruno.connect();
  });

  it('is one of not too many of a network, as long as it is open', async () => {
    await restart('limits: { live: { connectionsPerNetwork: 2 } }');
    const first = await anna.connect();
    await bruno.connect();
    await expect(carla.connect()).rejects.toThrow(/error/);
    first.close();
    await until('the closed one to be forgotten', () => carla.connect());
  });

  it('is made not too often from a network', async () => {
    await restart('limits: { live: { connectsPerMinute: 2 } }');
    for (const person of [anna, anna]) (await person.connect()).close();
    await expect(anna.connect()).rejects.toThrow(/error/);
    expect(await shell.metrics.metrics()).toMatch(
      /^sottovoce_live_connections_refused_total\{code="rate-limited"\} 1$/m,
    );
  });

  it('that asks too much has to wait, and is cut when it goes on', async () => {
    await restart('limits: { live: { requestsPerMinute: 5 } }');
    const connection = await anna.connect();
    const presence = () => connection.request('setPresence', { presence: 'away' });
    for (let count = 0; count < 5; count += 1) await presence();
    expect(await outcomeOf(presence())).toBe('rate-limited');
    for (let count = 0; count < 25; count += 1) connection.socket.emit('setPresence', { presence: 'away' });
    await until('the connection to be cut', () => connection.socket.disconnected);
  });
});

describe('a client that does not read', () => {
  it('is cut when too much is left', async () => {
    await restart('limits: { live: { unreadEvents: 10, sessionCheckSeconds: 1 } }');
    await anna.befriend(bruno);
    const conversationId = await anna.converse([bruno]);
    const own = await anna.connect();
    // Bruno's browser connects by polling, and never polls.
    const address = `${shell.origin}/events/?EIO=4&transport=polling`;
    const headers = { cookie: bruno.browser.cookie ?? '' };
    const opened = await (await fetch(address, { headers })).text();
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
    await fetch(`${address}&sid=${sid}`, { method: 'POST', headers, body: '40' });
    const connections = async () => {
      const [metric] =
        (await shell.metrics
          .getSingleMetric('sottovoce_live_connections')
          ?.get()
          .then(({ values }) => values)) ?? [];
      return metric?.value;
    };
    await until('the connection', async () => (await connections()) === 2);
    for (let count = 0; count < 30; count += 1) await own.request('sendMessage', someMessage(conversationId));
    await until('it to be cut', async () => (await connections()) === 1);
    await settled(own);
  });
});

describe('a session that ends', () => {
  const ended = (connection: LiveClient) =>
    until('the connection to end', () => connection.socket.disconnected);
  /** Another browser of Anna's, with a connection. */
  async function second() {
    const browser = shell.client();
    await browser.logIn('anna', 'correct horse battery staple');
    const connection = await LiveClient.connect(shell.origin, { cookie: browser.cookie });
    return { browser, connection };
  }

  it('by logging out takes its connections with it, and no others', async () => {
    const [own, foreign] = [await anna.connect(), await bruno.connect()];
    const other = await second();
    await other.browser.ask('logOut');
    await ended(other.connection);
    await settled(own);
    await settled(foreign);
  });

  it('by hand takes its connections with it', async () => {
    const own = await anna.connect();
    const { connection, browser } = await second();
    const { sessions } = await browser.ask('listSessions');
    const [other] = sessions.filter(({ isCurrent }) => !isCurrent);
    await browser.ask('endSession', undefined, { sessionId: other?.sessionId ?? '' });
    await ended(own);
    await settled(connection);
  });

  it('with all others takes all connections', async () => {
    const own = await anna.connect();
    const other = await second();
    await other.browser.ask('endSessions');
    await Promise.all([ended(own), ended(other.connection)]);
  });

  it('by a new password takes its connections, and not that of whoever changed it', async () => {
    const own = await anna.connect();
    const { browser, connection } = await second();
    await browser.changePassword('anna', 'correct horse battery staple', 'another one');
    await ended(own);
    await settled(connection);
  });

  it('with its account takes its connections, and tells contacts', async () => {
    await anna.befriend(bruno);
    const [own, other] = [await anna.connect(), await bruno.connect()];
    await anna.browser.ask('deleteAccount', { proof: await anna.prove() });
    await ended(own);
    await other.event('contactChanged', ({ accountId }) => accountId === anna.accountId);
    expect(await bruno.stateOf(anna)).toBeUndefined();
  });

  it('by expiry or on another server takes its connections soon', async () => {
    await restart('limits: { live: { sessionCheckSeconds: 1 } }');
    const own = await anna.connect();
    shell.pass(31 * 24 * 60 * 60 * 1000);
    await ended(own);
  });
});

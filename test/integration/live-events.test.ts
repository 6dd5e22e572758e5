import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { outcomeOf, randomText } from '../harness/accounts/account-client.ts';
import { AccountShell } from '../harness/accounts/account-shell.ts';
import { until } from '../harness/condition.ts';
import { LiveClient } from '../harness/people/live-client.ts';
import { Person, settled, someConversation, someEpochKeys, someMessage } from '../harness/people/person.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(60_000);

let shell: AccountShell;
let anna: Person;
let bruno: Person;
let carla: Person;

async function start(settings = ''): Promise<void> {
  shell = await AccountShell.start(settings);
  const register = (handle: string) => Person.register(shell.client(), handle);
  [anna, bruno, carla] = [await register('anna'), await register('bruno'), await register('carla')];
}
async function close(): Promise<void> {
  for (const person of [anna, bruno, carla]) person.close();
  await shell.close();
}
async function restart(settings: string): Promise<void> {
  await close();
  await start(settings);
}

beforeEach(() => start());
afterEach(close);

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

describe('a message', () => {
  let conversationId: string;
  beforeEach(async () => {
    await anna.befriend(bruno);
    conversationId = await anna.converse([bruno]);
  });

  it('reaches every connection of every member, as it was sent, and nobody else', async () => {
    const connections = [await anna.connect(), await anna.connect(), await bruno.connect()];
    const stranger = await carla.connect();
    const [sender] = connections;
    const body = someMessage(conversationId);
    const answer = await sender?.request('sendMessage', body);
    expect(answer).toEqual({ sequence: 1, receivedAt: shell.now });
    for (const connection of connections) {
      expect(await connection.event('messageAdded')).toEqual({ ...body, author: anna.accountId, ...answer });
    }
    expect(await settled(stranger)).toEqual(['welcome']);
  });

  it('keeps its place among those that others send at once', async () => {
    const connections = await Promise.all([anna.connect(), anna.connect(), bruno.connect(), bruno.connect()]);
    const answers = await Promise.all(
      connections.flatMap((connection) =>
        Array.from({ length: 15 }, () => connection.request('sendMessage', someMessage(conversationId))),
      ),
    );
    const gapless = Array.from({ length: 60 }, (_, index) => index + 1);
    expect(answers.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(gapless);
    for (const connection of connections) {
      await connection.event('messageAdded', ({ sequence }) => sequence === 60);
      expect(connection.all('messageAdded').map(({ sequence }) => sequence)).toEqual(gapless);
    }
  });

  it('that is sent again is the same one, and told once', async () => {
    const [own, other] = [await anna.connect(), await bruno.connect()];
    const body = someMessage(conversationId);
    const answer = await own.request('sendMessage', body);
    shell.pass(5_000);
    expect(await own.request('sendMessage', body)).toEqual(answer);
    const changed = own.request('sendMessage', { ...body, message: randomText(300) });
    expect(await outcomeOf(changed)).toBe('conflict');
    expect(await outcomeOf(other.request('sendMessage', body))).toBe('conflict');
    await settled(other);
    expect(other.all('messageAdded')).toHaveLength(1);
  });

  it('that came during a cut is found by reading on', async () => {
    const [own, other] = [await anna.connect(), await bruno.connect()];
    await own.request('sendMessage', someMessage(conversationId));
    await other.event('messageAdded');
    other.close();
    const missed = [someMessage(conversationId), someMessage(conversationId)];
    for (const body of missed) await own.request('sendMessage', body);
    const again = await bruno.connect();
    const { messages, hasMore } = await bruno.browser.ask('readMessages', undefined, {
      conversationId,
      direction: 'after',
      sequence: '1',
    });
    expect(hasMore).toBe(false);
    expect(messages.map(({ sequence, message }) => [sequence, message])).toEqual(
      missed.map(({ message }, index) => [index + 2, message]),
    );
    const next = someMessage(conversationId);
    await own.request('sendMessage', next);
    expect(await again.event('messageAdded')).toMatchObject({ sequence: 4, messageId: next.messageId });
    expect(await settled(again)).toEqual(['welcome', 'messageAdded']);
  });

  it('is one of not too many in a minute', async () => {
    await restart('limits: { conversations: { messagesPerMinute: 2 } }');
    await anna.befriend(bruno);
    const id = await anna.converse([bruno]);
    const own = await anna.connect();
    const send = () => outcomeOf(own.request('sendMessage', someMessage(id)));
    expect([await send(), await send(), await send()]).toEqual(['done', 'done', 'rate-limited']);
  });

  it('of the largest size fits, and a larger one is refused', async () => {
    const [own, other] = [await anna.connect(), await bruno.connect({ transport: 'polling' })];
    const body = someMessage(conversationId, randomText(65_536));
    await own.request('sendMessage', body);
    expect((await other.event('messageAdded')).message).toBe(body.message);
    const larger = own.request('sendMessage', someMessage(conversationId, randomText(65_537)));
    expect(await outcomeOf(larger)).toBe('bad-request');
  });

  it('is measured from its receipt to its going out', async () => {
    const own = await anna.connect();
    await own.request('sendMessage', someMessage(conversationId));
    const text = await shell.metrics.metrics();
    expect(text).toMatch(/^sottovoce_messages_total 1$/m);
    expect(text).toMatch(/^sottovoce_message_delivery_seconds_count 1$/m);
    expect(text).toMatch(/^sottovoce_live_events_total\{event="messageAdded"\} 1$/m);
    expect(text).toMatch(/^sottovoce_live_connections 1$/m);
  });
});

describe('a membership log', () => {
  it('takes one of two entries that come at once; all hear of it', async () => {
    await anna.befriend(bruno);
    await anna.befriend(carla);
    const conversationId = await anna.converse([bruno], 'group');
    const connections = await Promise.all([anna.connect(), bruno.connect(), carla.connect()]);
    const append = (person: Person) =>
      outcomeOf(
        person.browser.ask(
          'appendLog',
          { index: 1, entry: randomText(200), changes: { added: [], removed: [] } },
          { conversationId },
        ),
      );
    const outcomes = await Promise.all([append(anna), append(bruno), append(anna), append(bruno)]);
    expect(outcomes.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'done']);
    for (const connection of connections.slice(0, 2)) {
      expect(await connection.event('conversationChanged')).toEqual({ conversationId, logLength: 2 });
    }
    expect(await settled(connections[2] as LiveClient)).toEqual(['welcome']);
  });

  it('tells whoever is added and whoever is removed', async () => {
    await anna.befriend(bruno);
    await anna.befriend(carla);
    const body = someConversation([anna, bruno], 'group');
    const connection = await bruno.connect();
    const late = await carla.connect();
    const { conversation } = await anna.browser.ask('createConversation', body);
    expect(conversation).toMatchObject({ conversationId: body.conversationId, kind: 'group', logLength: 1 });
    await connection.event('conversationChanged', ({ logLength }) => logLength === 1);
    await anna.browser.ask(
      'appendLog',
      {
        index: 1,
        entry: randomText(300),
        changes: { added: [carla.accountId], removed: [bruno.accountId] },
        keys: someEpochKeys(2, [anna, carla]),
      },
      { conversationId: body.conversationId },
    );
    for (const each of [connection, late]) {
      await each.event('conversationChanged', ({ logLength }) => logLength === 2);
    }
    const own = await anna.connect();
    await own.request('sendMessage', someMessage(body.conversationId));
    await late.event('messageAdded');
    await settled(connection);
    expect(connection.all('messageAdded')).toEqual([]);
  });
});

describe('a marker', () => {
  it('is told to all members, and listed', async () => {
    await anna.befriend(bruno);
    const conversationId = await anna.converse([bruno]);
    const [own, other] = [await anna.connect(), await bruno.connect()];
    const marker = randomText(60);
    await own.request('setMarker', { conversationId, marker });
    for (const connection of [own, other]) {
      expect(await connection.event('markerSet')).toEqual({
        conversationId,
        accountId: anna.accountId,
        marker,
      });
    }
    const { conversation } = await bruno.browser.ask('readConversation', undefined, { conversationId });
    expect(conversation.markers).toEqual([{ accountId: anna.accountId, marker }]);
  });
});

describe('writing', () => {
  it('is seen by the other members, and kept nowhere', async () => {
    await anna.befriend(bruno);
    const conversationId = await anna.converse([bruno]);
    const [own, other] = [await anna.connect(), await bruno.connect()];
    await own.request('sayTyping', { conversationId });
    expect(await other.event('typing')).toEqual({ conversationId, accountId: anna.accountId });
    expect(await settled(own)).toEqual(['welcome']);
    const stranger = await carla.connect();
    expect(await outcomeOf(stranger.request('sayTyping', { conversationId }))).toBe('not-found');
  });
});

describe('presence', () => {
  it('is told to contacts, as it is and as it changes', async () => {
    await anna.befriend(bruno);
    const other = await bruno.connect();
    const own = await anna.connect();
    for (const presence of ['online', 'away', 'busy'] as const) {
      await own.request('setPresence', { presence });
      await other.event('presence', (told) => told.presence === presence);
    }
    const late = await bruno.connect();
    expect(await late.event('welcome')).toEqual({
      present: [{ accountId: anna.accountId, presence: 'busy' }],
    });
    await own.request('setPresence', { presence: 'invisible' });
    await other.event('presence', ({ presence }) => presence === 'offline');
    const later = await bruno.connect();
    expect(await later.event('welcome')).toEqual({ present: [] });
  });

  it('changes not too often', async () => {
    await restart('limits: { live: { presencesPerMinute: 2 } }');
    const own = await anna.connect();
    const set = () => outcomeOf(own.request('setPresence', { presence: 'away' }));
    expect([await set(), await set(), await set()]).toEqual(['done', 'done', 'rate-limited']);
  });

  it('of a connection that says nothing is online after a while', async () => {
    await anna.befriend(bruno);
    const other = await bruno.connect();
    await anna.connect();
    expect(await other.event('presence')).toEqual({ accountId: anna.accountId, presence: 'online' });
  });

  it('is nothing to those who are no contacts, and ends where they cease to be', async () => {
    await anna.ask(carla);
    const [own, asked, stranger] = [await anna.connect(), await carla.connect(), await bruno.connect()];
    await own.request('setPresence', { presence: 'online' });
    expect(await settled(stranger)).toEqual(['welcome']);
    expect(await settled(asked)).toEqual(['welcome']);
    await carla.ask(anna);
    await asked.event('presence', ({ presence }) => presence === 'online');
    await carla.browser.ask('removeContact', undefined, { accountId: anna.accountId });
    await asked.event('presence', ({ presence }) => presence === 'offline');
  });

  it('goes on for a while after the last connection', async () => {
    await restart('limits: { live: { offlineAfterSeconds: 1 } }');
    await anna.befriend(bruno);
    const other = await bruno.connect();
    const own = await anna.connect();
    await own.request('setPresence', { presence: 'online' });
    own.close();
    const again = await anna.connect();
    await again.request('setPresence', { presence: 'online' });
    again.close();
    await other.event('presence', ({ presence }) => presence === 'offline');
    expect(other.all('presence').map(({ presence }) => presence)).toEqual(['online', 'offline']);
  });
});

describe('somebody who is blocked', () => {
  /** All that Anna sees of Bruno, beside times and ids. */
  async function experience(): Promise<unknown> {
    const other = await bruno.connect();
    const own = await anna.connect();
    const state = await anna.ask(bruno);
    const conversationId = await anna.converse([bruno]);
    const sent = await own.request('sendMessage', someMessage(conversationId));
    await own.request('setMarker', { conversationId, marker: randomText(40) });
    await own.request('sayTyping', { conversationId });
    const { contacts } = await anna.browser.ask('listContacts');
    const { people } = await anna.browser.ask('readPeople', { accountIds: [bruno.accountId] });
    const { length } = await anna.browser.ask('readDevices', undefined, {
      accountId: bruno.accountId,
      from: '0',
    });
    const { conversation } = await anna.browser.ask('readConversation', undefined, { conversationId });
    const { messages } = await anna.browser.ask('readMessages', undefined, {
      conversationId,
      direction: 'before',
      sequence: '0',
    });
    const told = await settled(own);
    return {
      state,
      sequence: sent.sequence,
      contacts: contacts.map((contact) => [contact.state, contact.person.handle]),
      people: people.map(({ handle }) => handle),
      length,
      members: conversation.members.length,
      lastSequence: conversation.lastSequence,
      markers: conversation.markers.length,
      messages: messages.map(({ sequence }) => sequence),
      told,
      heard: (await settled(other)).filter((name) => name !== 'welcome'),
    };
  }

  it('cannot tell, and is not heard', async () => {
    await anna.befriend(bruno);
    const before = await experience();
    await restart('');
    await anna.befriend(bruno);
    await bruno.block(anna);
    const blocked = await experience();
    const { heard, ...seen } = Object(before);
    expect(heard).toContain('messageAdded');
    expect(blocked).toEqual({ ...seen, heard: [] });
  });

  it('cannot tell from a request, nor whoever is ignored', async () => {
    const states: string[] = [];
    const own = await anna.connect();
    states.push(await anna.ask(bruno));
    await bruno.browser.ask('ignoreContact', undefined, { accountId: anna.accountId });
    states.push(await anna.ask(bruno));
    await bruno.block(anna);
    states.push(await anna.ask(bruno));
    await anna.browser.ask('removeContact', undefined, { accountId: bruno.accountId });
    states.push(await anna.ask(bruno));
    await carla.block(anna);
    states.push(await anna.ask(carla));
    expect(states).toEqual(['asked', 'asked', 'asked', 'asked', 'asked']);
    expect(await bruno.stateOf(anna)).toBe('blocked');
    expect(await carla.stateOf(anna)).toBe('blocked');
    const other = await bruno.connect();
    await anna.ask(bruno);
    expect(await settled(other)).toEqual(['welcome']);
    expect([...new Set(await settled(own))].toSorted()).toEqual(['contactChanged', 'welcome']);
  });

  it('is seen to go, as anybody who goes', async () => {
    await anna.befriend(bruno);
    const [own, other] = [await anna.connect(), await bruno.connect()];
    await own.request('setPresence', { presence: 'online' });
    await other.request('setPresence', { presence: 'online' });
    await own.event('presence', ({ presence }) => presence === 'online');
    await bruno.block(anna);
    await own.event('presence', ({ presence }) => presence === 'offline');
    await other.event('presence', ({ presence }) => presence === 'offline');
    await own.request('setPresence', { presence: 'busy' });
    await settled(other);
    expect(other.all('presence').map(({ presence }) => presence)).toEqual(['online', 'offline']);
    expect(await anna.stateOf(bruno)).toBe('accepted');
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { messageLimit } from '../../src/protocol/conversations.ts';
import { outcomeOf, randomText } from '../harness/accounts/account-client.ts';
import type { AccountShell } from '../harness/accounts/account-shell.ts';
import type { LiveClient } from '../harness/people/live-client.ts';
import {
  type Person,
  settled,
  someConversation,
  someEpochKeys,
  someMessage,
} from '../harness/people/person.ts';
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

  it('follows the one that its connection sent before, without waiting for that one', async () => {
    const [own, other] = [await anna.connect(), await bruno.connect()];
    const sent = Array.from({ length: 50 }, () => someMessage(conversationId));
    await Promise.all(sent.map((body) => own.request('sendMessage', body)));
    await other.event('messageAdded', ({ sequence }) => sequence === 50);
    expect(other.all('messageAdded').map(({ messageId }) => messageId)).toEqual(
      sent.map(({ messageId }) => messageId),
    );
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
    const body = someMessage(conversationId, randomText(messageLimit));
    await own.request('sendMessage', body);
    expect((await other.event('messageAdded')).message).toBe(body.message);
    const larger = own.request('sendMessage', someMessage(conversationId, randomText(messageLimit + 1)));
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

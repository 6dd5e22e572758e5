import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type LiveRequestName, liveErrorSchema, liveRequests } from '../../src/protocol/live-events.ts';
import { randomText } from '../harness/accounts/account-client.ts';
import type { AccountShell } from '../harness/accounts/account-shell.ts';
import { mutations } from '../harness/accounts/mutations.ts';
import { until } from '../harness/condition.ts';
import type { LiveClient } from '../harness/people/live-client.ts';
import { type Person, settled, someMessage } from '../harness/people/person.ts';
import { Stage } from '../harness/people/stage.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

let stage: Stage;
let shell: AccountShell;
let anna: Person;
let bruno: Person;
let carla: Person;
let conversationId: string;
let own: LiveClient;
let stranger: LiveClient;

beforeAll(async () => {
  stage = await Stage.start('limits: { live: { requestsPerMinute: 100000 } }');
  ({ shell, anna, bruno, carla } = stage);
  await anna.befriend(bruno);
  conversationId = await anna.converse([bruno]);
  [own, stranger] = [await anna.connect(), await carla.connect()];
});
afterAll(() => stage.close());

/** What each request takes from Anna, made anew each time. One that is missing here does not compile. */
const valid: { readonly [N in LiveRequestName]: () => Record<string, unknown> } = {
  sendMessage: () => someMessage(conversationId),
  setMarker: () => ({ conversationId, marker: randomText(60) }),
  sayTyping: () => ({ conversationId }),
  setPresence: () => ({ presence: 'online' }),
};

/** What Carla gets for it, who is in no conversation. */
const foreign: { readonly [N in LiveRequestName]: string } = {
  sendMessage: 'not-found',
  setMarker: 'not-found',
  sayTyping: 'not-found',
  setPresence: 'done',
};

const names = Object.keys(liveRequests) as LiveRequestName[];

function codeOf(answer: unknown): string {
  const refusal = liveErrorSchema.safeParse(answer);
  return refusal.success ? refusal.data.error.code : 'done';
}

function lasting(): unknown {
  const database = new DatabaseSync(shell.file, { readOnly: true });
  try {
    return ['messages', 'markers', 'conversations'].map((table) =>
      database.prepare(`select * from ${table} order by 1, 2`).all(),
    );
  } finally {
    database.close();
  }
}

describe('a valid request', () => {
  it.each(names)('of %s is answered, also where it comes again', async (name) => {
    const body = valid[name]();
    const [first, again] = [await own.send(name, body), await own.send(name, body)];
    expect([codeOf(first), codeOf(again)]).toEqual(['done', 'done']);
    expect(again).toEqual(first);
    expect(liveRequests[name].answer.parse(first ?? undefined)).toEqual(first ?? undefined);
  });
});

describe('a malformed request', () => {
  it.each(names)('of %s is refused and changes nothing', async (name) => {
    const before = lasting();
    for (const [where, changed] of mutations(valid[name]())) {
      const sent: unknown = JSON.parse(JSON.stringify(changed));
      if (liveRequests[name].body.safeParse(sent).success) continue;
      expect([where, codeOf(await own.send(name, changed))]).toEqual([where, 'bad-request']);
    }
    for (const body of [undefined, null, 5, 'text', [], true, Buffer.from('bytes')]) {
      expect([body, codeOf(await own.send(name, body))]).toEqual([body, 'bad-request']);
    }
    expect(codeOf(await own.send(name))).toBe('bad-request');
    expect(codeOf(await own.send(name, valid[name](), valid[name]()))).toBe('bad-request');
    expect(lasting()).toEqual(before);
  });

  it.each(names)('of %s that asks for no answer does nothing', async (name) => {
    const before = lasting();
    own.socket.emit(name, valid[name]());
    own.socket.emit(name);
    await settled(own);
    expect(lasting()).toEqual(before);
  });

  it.each(names)('of %s that is too large ends the connection, and no other', async (name) => {
    const before = lasting();
    const large = await anna.connect();
    large.socket.emit(name, { ...valid[name](), padding: 'x'.repeat(200_000) }, () => undefined);
    await until('the connection to end', () => large.socket.disconnected);
    await settled(own);
    expect(lasting()).toEqual(before);
  });

  it('of no name that there is, is unknown', async () => {
    for (const name of ['nothing', '', '__proto__', 'constructor', 'toString', 'messageAdded', 'error']) {
      expect([name, codeOf(await own.send(name, {}))]).toEqual([name, 'unknown-method']);
    }
  });

  it('in bytes that socket.io cannot read changes nothing, and ends no other connection', async () => {
    const before = lasting();
    const texts = [
      '2["sendMessage"',
      '2',
      '9',
      '2["disconnect",{}]',
      '2["error",{}]',
      '5',
      '6[]',
      '0',
      '{}',
      'ä',
    ];
    const binary = '51-["sendMessage",{"_placeholder":true,"num":9}]';
    for (const text of [...texts, binary]) {
      const broken = await anna.connect();
      // The engine below socket.io: its type does not show it.
      const { engine } = broken.socket.io as unknown as { engine: { write(text: string): void } };
      engine.write(text);
      await settled(own);
      broken.close();
    }
    expect(lasting()).toEqual(before);
  });
});

describe('somebody whom it does not concern', () => {
  it.each(names)('gets for %s what everybody gets', async (name) => {
    const before = lasting();
    expect(codeOf(await stranger.send(name, valid[name]()))).toBe(foreign[name]);
    const nowhere = {
      ...valid[name](),
      ...(name === 'setPresence' ? {} : { conversationId: randomText(16) }),
    };
    expect(codeOf(await stranger.send(name, nowhere))).toBe(foreign[name]);
    expect(lasting()).toEqual(before);
  });
});

describe('whoever has logged out', () => {
  it.each(names)('gets no answer to %s', async (name) => {
    const browser = shell.client();
    await browser.logIn('anna', 'correct horse battery staple');
    const connection = await anna.connect({ cookie: browser.cookie });
    await browser.ask('logOut');
    await until('the connection to end', () => connection.socket.disconnected);
    const before = lasting();
    let isAnswered = false;
    connection.socket.emit(name, valid[name](), () => {
      isAnswered = true;
    });
    await settled(own);
    expect(isAnswered).toBe(false);
    expect(lasting()).toEqual(before);
  });
});

describe('a database that is away', () => {
  it.each(names)('is what %s says, and the connection survives', async (name) => {
    const lock = new DatabaseSync(shell.file);
    lock.exec('begin exclusive');
    try {
      const code = codeOf(await own.send(name, valid[name]()));
      // Presence is told to contacts, whom nobody knows just now; where nothing changes, nobody has to be told.
      expect([name, code]).toEqual([
        name,
        name === 'setPresence' || name === 'sayTyping' ? 'done' : 'storage-unavailable',
      ]);
    } finally {
      lock.exec('rollback');
      lock.close();
    }
    expect(codeOf(await own.send(name, valid[name]()))).toBe('done');
  });
});

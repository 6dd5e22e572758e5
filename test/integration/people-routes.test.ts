import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type ConversationRouteName, conversationRoutes } from '../../src/protocol/conversations.ts';
import { type PeopleRouteName, peopleRoutes } from '../../src/protocol/people.ts';
import { errorBodySchema } from '../../src/protocol/room-token.ts';
import { randomText } from '../harness/accounts/account-client.ts';
import { AccountShell } from '../harness/accounts/account-shell.ts';
import { mutations } from '../harness/accounts/mutations.ts';
import { Person, someConversation, someEpochKeys, someMessage } from '../harness/people/person.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(120_000);

type RouteName = PeopleRouteName | ConversationRouteName;
const routes = { ...peopleRoutes, ...conversationRoutes };
const names = Object.keys(routes) as RouteName[];

/** Two who are each other's contacts and have a conversation with a message, and one whom nobody knows. */
let shell: AccountShell;
let anna: Person;
let bruno: Person;
let carla: Person;
let conversationId: string;
/** The first entry of Anna's device list. */
let deviceEntry: string;

async function stage(): Promise<void> {
  shell = await AccountShell.start();
  [anna, bruno, carla] = (await Promise.all(
    ['anna', 'bruno', 'carla'].map((handle) => Person.register(shell.client(), handle)),
  )) as [Person, Person, Person];
  await anna.befriend(bruno);
  deviceEntry = randomText(200);
  await anna.browser.ask('addDeviceEntry', { index: 0, entry: deviceEntry });
  conversationId = await anna.converse([bruno], 'group');
  const connection = await anna.connect();
  await connection.request('sendMessage', someMessage(conversationId));
  connection.close();
}
beforeAll(stage);
afterAll(() => shell.close());

interface ValidRequest {
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, string>>;
}

const ofBruno = () => ({ accountId: bruno.accountId });
const ofConversation = () => ({ conversationId });

/** What each route takes from Anna, made anew each time. A route that is missing here does not compile. */
const valid: { readonly [N in RouteName]: () => ValidRequest } = {
  findPerson: () => ({ params: { handle: 'bruno' } }),
  readPeople: () => ({ body: { accountIds: [bruno.accountId] } }),
  readDevices: () => ({ params: { accountId: anna.accountId, from: '0' } }),
  addDeviceEntry: () => ({ body: { index: 1, entry: randomText(200) } }),
  listContacts: () => ({}),
  askContact: () => ({ params: ofBruno(), body: { introduction: randomText(80) } }),
  ignoreContact: () => ({ params: ofBruno() }),
  blockContact: () => ({ params: ofBruno() }),
  removeContact: () => ({ params: ofBruno() }),
  readBook: () => ({}),
  writeBook: () => ({ body: { revision: 0, book: randomText(400) } }),
  createConversation: () => ({ body: someConversation([anna, bruno], 'direct') }),
  listConversations: () => ({ params: { after: 'first' } }),
  readConversation: () => ({ params: ofConversation() }),
  readLog: () => ({ params: { ...ofConversation(), from: '0' } }),
  appendLog: () => ({
    params: ofConversation(),
    body: {
      index: 1,
      entry: randomText(200),
      changes: { added: [], removed: [] },
      keys: someEpochKeys(2, [anna, bruno]),
    },
  }),
  readMessages: () => ({ params: { ...ofConversation(), direction: 'before', sequence: '0' } }),
};

/** What becomes of it the first time, and where the very same comes again. */
const outcomes: { readonly [N in RouteName]: readonly [first: string, again: string] } = {
  findPerson: ['done', 'done'],
  readPeople: ['done', 'done'],
  readDevices: ['done', 'done'],
  // Its answer may have been lost.
  addDeviceEntry: ['done', 'done'],
  listContacts: ['done', 'done'],
  askContact: ['done', 'done'],
  // Bruno asks for nothing.
  ignoreContact: ['not-found', 'not-found'],
  blockContact: ['done', 'done'],
  removeContact: ['done', 'done'],
  readBook: ['done', 'done'],
  writeBook: ['done', 'conflict'],
  createConversation: ['done', 'conflict'],
  listConversations: ['done', 'done'],
  readConversation: ['done', 'done'],
  readLog: ['done', 'done'],
  // Its answer may have been lost.
  appendLog: ['done', 'done'],
  readMessages: ['done', 'done'],
};

/** What Carla gets for it, whom nobody knows, where it is about others. */
const foreign: { readonly [N in RouteName]?: string } = {
  readDevices: 'not-found',
  ignoreContact: 'not-found',
  createConversation: 'bad-request',
  readConversation: 'not-found',
  readLog: 'not-found',
  appendLog: 'not-found',
  readMessages: 'not-found',
};

const withBody = names.filter((name) => !routes[name].body.safeParse(undefined).success);
const unsafe = names.filter((name) => routes[name].method !== 'GET');
const parameters = names.flatMap((name) =>
  [...routes[name].path.matchAll(/:(\w+)/g)].map(([, parameter = '']) => [name, parameter] as const),
);

/** All that lasts in the database of what these routes are about. */
function lasting(): unknown {
  const database = new DatabaseSync(shell.file, { readOnly: true });
  try {
    return [
      'device_entries',
      'contacts',
      'books',
      'conversations',
      'members',
      'log_entries',
      'epoch_heads',
      'epoch_boxes',
      'messages',
      'markers',
    ].map((table) => database.prepare(`select * from ${table} order by 1, 2`).all());
  } finally {
    database.close();
  }
}

async function send(
  person: Person,
  name: RouteName,
  request: ValidRequest & { headers?: Record<string, string | undefined> },
) {
  const response = await person.browser.send(name, request);
  const text = await response.text();
  const code = response.ok ? 'done' : errorBodySchema.parse(JSON.parse(text)).error.code;
  return { code, status: response.status, text, cache: response.headers.get('cache-control') };
}

describe('a valid request', () => {
  // Each on a stage of its own: they change what the next one would find.
  beforeEach(async () => {
    await shell.close();
    await stage();
  });

  it.each(names)('of %s is answered, also where it comes again', async (name) => {
    const request = valid[name]();
    const [first, again] = [await send(anna, name, request), await send(anna, name, request)];
    expect([first.code, again.code]).toEqual(outcomes[name]);
    if (first.code !== 'done') return;
    expect(first.status).toBe(routes[name].status);
    const answer: unknown = first.text === '' ? undefined : JSON.parse(first.text);
    expect(routes[name].answer.parse(answer)).toEqual(answer);
    expect(first.cache).toBe('no-store');
  });
});

describe('a malformed body', () => {
  it.each(withBody)('of %s is refused and changes nothing', async (name) => {
    const { params = {}, body } = valid[name]();
    const before = lasting();
    for (const text of [
      '{"a":',
      '',
      'null',
      '[]',
      '"text"',
      '5',
      '{}',
      `${'['.repeat(9000)}${']'.repeat(9000)}`,
    ]) {
      const { code } = await send(anna, name, { params, body: text });
      expect([text.slice(0, 12), code]).toEqual([text.slice(0, 12), 'bad-request']);
    }
    const form = await send(anna, name, { params, body, headers: { 'content-type': 'text/plain' } });
    expect(form.code).toBe('bad-request');
    for (const [where, changed] of mutations(body)) {
      if (routes[name].body.safeParse(JSON.parse(JSON.stringify(changed))).success) continue;
      const { code } = await send(anna, name, { params, body: changed });
      expect([where, code]).toEqual([where, 'bad-request']);
    }
    expect(lasting()).toEqual(before);
  });

  it.each(unsafe)('that is too large for %s is refused', async (name) => {
    const before = lasting();
    const { params = {} } = valid[name]();
    const { code } = await send(anna, name, { params, body: { padding: 'x'.repeat(2_200_000) } });
    expect(code).toBe('message-too-large');
    expect(lasting()).toEqual(before);
  });

  it('is read from nobody who may not send it', async () => {
    const body = { padding: 'x'.repeat(2_200_000) };
    for (const name of unsafe) {
      const { params = {} } = valid[name]();
      const { code } = await send(anna, name, { params, body, headers: { cookie: undefined } });
      expect([name, code]).toEqual([name, 'login-required']);
    }
  });
});

describe('an address', () => {
  it.each(parameters)('of %s whose %s cannot be one is nowhere', async (name, parameter) => {
    const before = lasting();
    const { params = {}, body } = valid[name]();
    const unfit = [
      'x',
      '..%2f..',
      '%00',
      'A'.repeat(23),
      'A'.repeat(5000),
      '-1',
      '1.5',
      '1e9',
      '%20',
      '00',
      'ä',
    ];
    for (const value of unfit) {
      const { code } = await send(anna, name, { params: { ...params, [parameter]: value }, body });
      expect([value, code]).toEqual([value, 'not-found']);
    }
    expect(lasting()).toEqual(before);
  });

  it.each(parameters.filter(([, parameter]) => parameter === 'accountId'))(
    'of %s that names nobody is nowhere',
    async (name) => {
      const { params = {}, body } = valid[name]();
      const { code } = await send(anna, name, { params: { ...params, accountId: randomText(16) }, body });
      // To end what there is not is done.
      expect(code).toBe('not-found');
    },
  );

  it('of one’s own account is no contact', async () => {
    for (const name of ['askContact', 'blockContact', 'ignoreContact', 'removeContact'] as const) {
      const { body } = valid[name]();
      const { code } = await send(anna, name, { params: { accountId: anna.accountId }, body });
      expect([name, code]).toEqual([name, 'bad-request']);
    }
  });
});

describe('somebody whom nobody knows', () => {
  it.each(Object.entries(foreign) as [RouteName, string][])('gets for %s: %s', async (name, expected) => {
    const before = lasting();
    expect((await send(carla, name, valid[name]())).code).toBe(expected);
    expect(lasting()).toEqual(before);
  });

  it('gets no cards but their own', async () => {
    const accountIds = [anna.accountId, bruno.accountId, carla.accountId];
    const { people } = await carla.browser.ask('readPeople', { accountIds });
    expect(people.map(({ handle }) => handle)).toEqual(['carla']);
  });

  it('is added to nothing, and adds nobody', async () => {
    const before = lasting();
    const outcome = async (members: readonly Person[], kind: 'direct' | 'group') =>
      (await send(carla, 'createConversation', { body: someConversation(members, kind) })).code;
    expect(await outcome([carla, anna], 'direct')).toBe('not-a-contact');
    expect(await outcome([carla, anna, bruno], 'group')).toBe('not-a-contact');
    expect(await outcome([carla], 'direct')).toBe('bad-request');
    expect(await outcome([carla, carla], 'direct')).toBe('bad-request');
    expect(lasting()).toEqual(before);
  });
});

describe('whoever is not logged in', () => {
  it.each(names)('gets nothing from %s', async (name) => {
    const before = lasting();
    for (const cookie of [undefined, 'sottovoce-session=', `sottovoce-session=${randomText(32)}`]) {
      const { code } = await send(anna, name, { ...valid[name](), headers: { cookie } });
      expect([cookie, code]).toEqual([cookie, 'login-required']);
    }
    expect(lasting()).toEqual(before);
  });
});

describe('a page of another site', () => {
  it.each(unsafe)('changes nothing by %s', async (name) => {
    const before = lasting();
    for (const headers of [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { 'sottovoce-request': undefined },
    ]) {
      expect((await send(anna, name, { ...valid[name](), headers })).code).toBe('origin-refused');
    }
    expect(lasting()).toEqual(before);
  });
});

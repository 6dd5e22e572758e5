import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Conversation } from '../../src/client/messenger/api.ts';
import { routeRequests } from '../../src/client/route-requests.ts';
import { fromBase64Url, randomBytes, toBase64Url } from '../../src/e2ee/bytes.ts';
import type { MembershipChange } from '../../src/e2ee/conversations/membership-change.ts';
import { readEntry, writeEntry } from '../../src/e2ee/conversations/membership-entry.ts';
import { DeviceList } from '../../src/e2ee/identity/device-list.ts';
import { createIdentitySeed, type Identity, importIdentity } from '../../src/e2ee/identity/identity.ts';
import { type SignedIdentityCard, signCard } from '../../src/e2ee/identity/identity-card.ts';
import { someDevice } from '../../src/e2ee/identity/testing/some-person.ts';
import { type ConversationAnswer, conversationRoutes } from '../../src/protocol/conversations.ts';
import { peopleRoutes } from '../../src/protocol/people.ts';
import { until } from '../harness/condition.ts';
import { lie, type Told } from '../harness/messenger/lie.ts';
import { befriend, messagesOf, TestBrowser, textsOf } from '../harness/messenger/test-browser.ts';
import { ServerProcess } from '../harness/server-process.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(180_000);

type Entry = ConversationAnswer<'readLog'>['entries'][number];
type SequencedMessage = ConversationAnswer<'readMessages'>['messages'][number];

let server: ServerProcess;
let ada: TestBrowser;
let bea: TestBrowser;
let cleo: TestBrowser;
/** Of Ada and Bea: what each of them has said stands in {@link said}. */
let direct: string;
/** Ada's, with Bea and Cleo in it. */
let group: string;
const said = ['A one', 'B one', 'A two', 'B two', 'A three'];
let forger: Identity;
const visits: TestBrowser[] = [];

beforeAll(async () => {
  // Ada logs in on very many browsers.
  const accounts = { triesPerPerson: 10_000, triesPerHandle: 10_000 };
  server = await ServerProcess.start({ limits: { accounts } });
  [ada, bea, cleo] = await Promise.all([signUp('ada'), signUp('bea'), signUp('cleo')]);
  forger = await importIdentity(createIdentitySeed());
  await befriend(ada, bea);
  await befriend(ada, cleo);
  const hers = await ada.talkTo(bea);
  direct = hers.conversationId;
  const theirs = await bea.conversation(direct);
  for (const body of said) {
    (body.startsWith('A') ? hers : theirs).sendText(body);
    await Promise.all([ada.see(hers, body), bea.see(theirs, body)]);
    await until('it to be sent', () => messagesOf(theirs).at(-1)?.delivery?.kind !== 'sending');
  }
  group = await ada.messenger.createGroup({
    title: 'Choir',
    members: [bea.accountId, cleo.accountId],
    newcomersSeeHistory: false,
  });
  (await ada.conversation(group)).sendText('Sing');
  await bea.see(await bea.conversation(group), 'Sing');
  await cleo.see(await cleo.conversation(group), 'Sing');
});
afterEach(() => {
  for (const browser of visits.splice(0)) browser.close();
});
afterAll(async () => {
  for (const browser of [ada, bea, cleo]) browser.close();
  await server.close();
});

const signUp = (name: string) => TestBrowser.signUp(server.origin, name);

/** Ada logs in on another browser, to which the server lies from the beginning. */
async function visit(prepare: (browser: TestBrowser) => Told | undefined): Promise<TestBrowser> {
  let told: Told | undefined;
  const browser = await ada.another((fresh) => {
    told = prepare(fresh);
  });
  visits.push(browser);
  expect(told?.count ?? 1).toBeGreaterThan(0);
  return browser;
}

const codesOf = ({ failures }: TestBrowser) => failures.map((error) => (error as { code?: string }).code);
const contentsOf = (conversation: Conversation) => messagesOf(conversation).map(({ content }) => content);
const unreadable = { kind: 'unreadable' };
const notesOf = (conversation: Conversation) =>
  conversation.timeline.value.flatMap((item) => (item.kind === 'note' ? [item.change.kind] : []));

/** A card of somebody's account with keys that are the server's own. */
async function forgedCard(person: TestBrowser): Promise<SignedIdentityCard> {
  const { accountId, handle } = person;
  return {
    accountId,
    handle,
    identityKey: toBase64Url(forger.identityKey),
    sealKey: toBase64Url(forger.sealKey),
    cardSignature: toBase64Url(await signCard(forger, accountId, handle)),
  };
}

/** Shows somebody with another card, wherever one stands. */
function showing(browser: TestBrowser, card: SignedIdentityCard): Told {
  const shown = <T extends SignedIdentityCard>(one: T): T =>
    one.accountId === card.accountId ? { ...one, ...card } : one;
  lie(browser, 'findPerson', ({ person }) => ({ person: shown(person) }));
  lie(browser, 'readPeople', ({ people, gone }) => ({ people: people.map(shown), gone }));
  return lie(browser, 'listContacts', ({ contacts }) => ({
    contacts: contacts.map((contact) => ({ ...contact, person: shown(contact.person) })),
  }));
}

/** Hands out another device list of somebody's. */
function handingOut(browser: TestBrowser, accountId: string, entries: readonly string[]): Told {
  const told = { count: 0 };
  lie(browser, 'listContacts', ({ contacts }) => ({
    contacts: contacts.map((contact) =>
      contact.person.accountId === accountId ? { ...contact, deviceListLength: entries.length } : contact,
    ),
  }));
  const honest = browser.http.tamper;
  browser.http.tamper = (path, answer) => {
    const from = new RegExp(`^/api/people/${accountId}/devices/(\\d+)$`).exec(path)?.[1];
    if (from === undefined) return honest(path, answer);
    told.count += 1;
    return { entries: entries.slice(Number(from)), length: entries.length };
  };
  return told;
}

/** A list of somebody's devices as the server itself signs it. */
async function forgedDevices({ accountId }: TestBrowser): Promise<string> {
  const list = new DeviceList({ accountId, identityKey: forger.identityKey });
  return toBase64Url(await list.adding(forger, await someDevice()));
}

/** Signs as the browser that somebody has. */
async function deviceOf(browser: TestBrowser) {
  const { privateKey, publicKey } = await browser.store.deviceKey();
  return {
    accountId: browser.accountId,
    deviceKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
    sign: async (content: Uint8Array<ArrayBuffer>) =>
      new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, content)),
  };
}

const bytesOf = (text: string) => fromBase64Url(text) ?? new Uint8Array();
/** @param at Counts from the end where it is negative. */
const flipped = (text: string, at: number) => {
  const bytes = bytesOf(text);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return toBase64Url(bytes);
};
const askOf = (browser: TestBrowser) => routeRequests(conversationRoutes, server.origin, browser.http.fetch);
const logOf = async (browser: TestBrowser, conversationId: string) =>
  (await askOf(browser)('readLog', undefined, { conversationId, from: '0' })).entries;

/** Changes what the server hands out of one conversation's log: all of it, from its beginning. */
function changedLog(browser: TestBrowser, conversationId: string, entries: readonly Entry[]): Told {
  const length = entries.length;
  const say = (conversation: ConversationAnswer<'readConversation'>['conversation']) =>
    conversation.conversationId === conversationId ? { ...conversation, logLength: length } : conversation;
  lie(browser, 'listConversations', ({ conversations, ...rest }) => ({
    ...rest,
    conversations: conversations.map(say),
  }));
  lie(browser, 'readConversation', ({ conversation }) => ({ conversation: say(conversation) }));
  const told = { count: 0 };
  const honest = browser.http.tamper;
  browser.http.tamper = (path, answer) => {
    const from = new RegExp(`^/api/conversations/${conversationId}/log/(\\d+)$`).exec(path)?.[1];
    if (from === undefined) return honest(path, answer);
    told.count += 1;
    return { entries: entries.slice(Number(from)), length };
  };
  return told;
}

/** Changes what the server hands out of one conversation's messages. */
function changedMessages(
  browser: TestBrowser,
  conversationId: string,
  change: (messages: readonly SequencedMessage[]) => SequencedMessage[],
): Told {
  const told = { count: 0 };
  const honest = browser.http.tamper;
  browser.http.tamper = (path, answer) => {
    const said = honest(path, answer);
    if (!path.startsWith(`/api/conversations/${conversationId}/messages/`)) return said;
    told.count += 1;
    const page = conversationRoutes.readMessages.answer.parse(said);
    // In the places that they have now.
    const messages = change(page.messages).map((message, index) => ({ ...message, sequence: index + 1 }));
    return { ...page, messages };
  };
  return told;
}

describe('an honest server', () => {
  it('is believed: all is there, in another browser, too', async () => {
    const there = await visit(() => undefined);
    expect(there.failures).toEqual([]);
    expect(there.contact('bea')).toMatchObject({ trust: 'pinned', displayName: 'Bea' });
    const conversation = await there.conversation(direct);
    expect(textsOf(conversation)).toEqual(said);
    expect(notesOf(conversation)).toEqual([]);
    const choir = await there.conversation(group);
    expect(choir.summary.value.title).toBe('Choir');
    for (const { sendingBlock } of [conversation, choir]) expect(sendingBlock.value).toBeUndefined();
  });
});

describe('another identity card', () => {
  it('of somebody who is known blocks what is sent to them, until the person accepts it', async () => {
    const [dora, eve] = await Promise.all([signUp('dora'), signUp('eve')]);
    visits.push(dora, eve);
    await befriend(dora, eve);
    await dora.messenger.setVerified(eve.accountId, true);
    const hers = await dora.talkTo(eve);
    hers.sendText('Before');
    const theirs = await eve.conversation(hers.conversationId);
    await eve.see(theirs, 'Before');

    const [card, device] = await Promise.all([forgedCard(eve), forgedDevices(eve)]);
    const again = await dora.reload((browser) => {
      showing(browser, card);
      handingOut(browser, eve.accountId, [device]);
    });
    visits.push(again);
    expect(again.contact('eve')?.trust).toBe('changed');
    const here = await again.conversation(hers.conversationId);
    expect(here.sendingBlock.value).toMatchObject({ kind: 'changed-identity' });
    here.sendText('Held back');
    await expect(again.messenger.askContact(eve.accountId)).rejects.toMatchObject({ code: 'conflict' });
    const group = again.messenger.createGroup({
      title: 'Both',
      members: [eve.accountId],
      newcomersSeeHistory: false,
    });
    await expect(group).rejects.toMatchObject({ code: 'conflict' });
    theirs.sendText('After');
    // By a device that the identity which is shown has not signed.
    await until('something to come', () => contentsOf(here)[1]?.kind === 'unreadable');
    expect(messagesOf(here).at(-1)?.delivery).toEqual({ kind: 'sending' });
    expect(textsOf(theirs)).toEqual(['Before', 'After']);

    await again.messenger.acceptChangedIdentity(eve.accountId);
    expect(again.contact('eve')?.trust).toBe('pinned');
    expect(here.sendingBlock.value).toBeUndefined();
    await until('it to be sent', () => messagesOf(here).at(-1)?.delivery?.kind !== 'sending');
    expect(here.timeline.value.map((item) => item.kind === 'note' && item.change.kind)).toContain(
      'keys-renewed',
    );
  });

  it('whose parts do not belong together is refused', async () => {
    const card = { ...(await forgedCard(bea)), sealKey: toBase64Url(randomBytes(1216)) };
    const there = await visit((browser) => showing(browser, card));
    expect(codesOf(there)).toContain('unexpected-answer');
    expect(there.messenger.isDoubted.value).toBe(true);
    await expect(there.messenger.find('bea')).rejects.toMatchObject({ code: 'unexpected-answer' });
    await expect(there.messenger.openDirect(bea.accountId)).rejects.toThrow();
  });

  it('does not pass for the one that a personal link stands for, then or later', async () => {
    const link = `https://calls.example.org${bea.messenger.personalPath.value}`;
    const faye = await signUp('faye');
    visits.push(faye);
    const honest = faye.http.tamper;
    expect((await faye.messenger.find(link)).trust).toBe('pinned');
    showing(faye, await forgedCard(bea));
    // It was the right one when the link was opened, and is another one when they ask.
    await faye.messenger.find('bea');
    await expect(faye.messenger.askContact(bea.accountId)).rejects.toMatchObject({
      code: 'identity-mismatch',
    });
    await expect(faye.messenger.find(link)).rejects.toMatchObject({ code: 'identity-mismatch' });
    faye.http.tamper = honest;
    await faye.messenger.find(link);
    await faye.messenger.askContact(bea.accountId);
    expect(faye.contact('bea')?.trust).toBe('verified');
  });

  it('that only one of a group was shown is known by the keys to which the others seal', async () => {
    const hana = await signUp('hana');
    visits.push(hana);
    await befriend(ada, hana);
    const honest = bea.http.tamper;
    showing(bea, await forgedCard(hana));
    const members = [bea.accountId, cleo.accountId, hana.accountId];
    const id = await ada.messenger.createGroup({ title: 'Quartet', members, newcomersSeeHistory: false });
    const theirs = await bea.conversation(id);
    await until('Bea to find it out', () => theirs.sendingBlock.value?.kind === 'dishonest-server');
    bea.http.tamper = honest;
    const others = await cleo.conversation(id);
    await until('Cleo to meet her', () => others.members.value.some(({ handle }) => handle === 'hana'));
    expect(others.sendingBlock.value).toBeUndefined();
  });
});

describe('a device list', () => {
  const entriesOf = async (person: TestBrowser) => {
    const ask = routeRequests(peopleRoutes, server.origin, person.http.fetch);
    return (await ask('readDevices', undefined, { accountId: person.accountId, from: '0' })).entries;
  };
  let entries: string[];
  beforeAll(async () => {
    const second = await bea.another();
    second.close();
    // Any browser of Ada's that hears of it pins it for all of them.
    const fresh = await ada.another();
    fresh.close();
    entries = await entriesOf(bea);
    expect(entries).toHaveLength(2);
  });

  it('is believed as it is', async () => {
    const there = await visit((browser) => handingOut(browser, bea.accountId, entries));
    expect(there.failures).toEqual([]);
    expect(there.messenger.isDoubted.value).toBe(false);
  });

  it('takes no device that another identity has signed', async () => {
    const forged = await forgedDevices(bea);
    for (const lies of [[forged], [...entries, forged]]) {
      const there = await visit((browser) => handingOut(browser, bea.accountId, lies));
      expect(codesOf(there)).toContain('unexpected-answer');
    }
  });

  it.each([
    ['shortened', () => entries.slice(0, 1)],
    ['emptied', () => []],
    ['turned round', () => entries.toReversed()],
    ['without its first entry', () => entries.slice(1)],
    ['with a bit changed', () => [flipped(entries[0] ?? '', 90), ...entries.slice(1)]],
  ])('is refused %s, in a browser that has never seen it, too', async (_, change) => {
    const there = await visit((browser) => handingOut(browser, bea.accountId, change()));
    expect(codesOf(there)).toContain('unexpected-answer');
  });

  it('of one’s own is refused where it is shorter than any browser has seen', async () => {
    const ivy = await signUp('ivy');
    (await ivy.another()).close();
    // This browser stands in what is left of it, and has nothing to add.
    const own = (await entriesOf(ivy)).slice(0, 1);
    const { tamper } = ivy.http;
    const opening = ivy.reload((browser) => handingOut(browser, ivy.accountId, own));
    await expect(opening).rejects.toMatchObject({ code: 'unexpected-answer' });
    ivy.http.tamper = tamper;
    const honest = await ivy.reload();
    visits.push(honest);
    expect(honest.messenger.devices.value).toHaveLength(2);
  });
});

describe('a conversation’s log', () => {
  const next = async (author: TestBrowser, change: MembershipChange, accountId = author.accountId) => {
    const entries = await logOf(ada, group);
    const last = await readEntry(bytesOf(entries.at(-1)?.entry ?? ''));
    const entry = await writeEntry(
      { ...(await deviceOf(author)), accountId },
      {
        conversationId: group,
        index: last.index + 1,
        previousHash: last.hash,
        authorDevices: 1,
        time: Date.now(),
        change,
      },
    );
    return [...entries, { index: last.index + 1, entry: toBase64Url(entry) }];
  };
  const ghost = () => ({
    kind: 'add' as const,
    commitment: randomBytes(32),
    members: new Map([[toBase64Url(randomBytes(16)), 'member' as const]]),
  });
  const isFoundOut = async (entries: readonly Entry[]) => {
    const there = await visit((browser) => changedLog(browser, group, entries));
    const choir = await there.conversation(group);
    expect(choir.sendingBlock.value).toEqual({ kind: 'dishonest-server' });
    choir.sendText('To nobody');
    const names = choir.members.value.map(({ handle }) => handle);
    expect(names.filter((name) => !['ada', 'bea', 'cleo'].includes(name))).toEqual([]);
    expect(messagesOf(choir).at(-1)?.delivery).toEqual({ kind: 'sending' });
  };

  it('is believed as it is', async () => {
    const entries = await logOf(ada, group);
    const there = await visit((browser) => changedLog(browser, group, entries));
    expect((await there.conversation(group)).sendingBlock.value).toBeUndefined();
  });

  it('lets in no ghost whom a member adds without the right to', async () => {
    await isFoundOut(await next(bea, ghost()));
  });

  it('lets in no ghost whom somebody adds who is no member', async () => {
    const stranger = await signUp('grace');
    visits.push(stranger);
    await isFoundOut(await next(stranger, ghost()));
  });

  it('takes no entry in the name of a member from another’s device', async () => {
    await isFoundOut(await next(bea, ghost(), ada.accountId));
  });

  it.each([
    ['turned round', (entries: Entry[]) => entries.toReversed()],
    ['without its first entry', (entries: Entry[]) => entries.slice(1)],
    ['without its last entry', (entries: Entry[]) => entries.slice(0, -1)],
    [
      'with a bit changed',
      (entries: Entry[]) => entries.map((one) => ({ ...one, entry: flipped(one.entry, 120) })),
    ],
  ])('is refused %s, in a browser that has never seen it, too', async (_, change) => {
    await isFoundOut(change(await logOf(ada, group)));
  });

  it('is refused where it is another one from its first entry on', async () => {
    const entry = await writeEntry(await deviceOf(bea), {
      conversationId: group,
      index: 0,
      previousHash: new Uint8Array(32),
      authorDevices: 1,
      time: Date.now(),
      change: {
        kind: 'create',
        type: 'group',
        policy: { newcomersSeeHistory: true, disappearAfter: undefined },
        members: new Map([
          [bea.accountId, 'owner'],
          [ada.accountId, 'member'],
        ]),
        commitment: randomBytes(32),
      },
    });
    await isFoundOut([{ index: 0, entry: toBase64Url(entry) }]);
  });

  it('alone says who the members are and of what kind it is, whatever the server says beside it', async () => {
    const stranger = toBase64Url(randomBytes(16));
    const there = await visit((browser) =>
      lie(browser, 'listConversations', ({ conversations, ...rest }) => ({
        ...rest,
        conversations: conversations.map((one) => ({
          ...one,
          kind: one.kind === 'group' ? ('direct' as const) : ('group' as const),
          members: [...one.members, stranger],
        })),
      })),
    );
    const choir = await there.conversation(group);
    expect(choir.members.value.map(({ handle }) => handle)).toEqual(['ada', 'bea', 'cleo']);
    expect(choir.summary.value).toMatchObject({ kind: 'group', title: 'Choir' });
    // What is meant for Bea goes into no group that the server calls a direct conversation.
    expect(await there.messenger.openDirect(bea.accountId)).toBe(direct);
    const { conversation } = await askOf(ada)('readConversation', undefined, { conversationId: group });
    expect(conversation.members).toHaveLength(3);
  });
});

describe('the keys of an epoch', () => {
  it.each([
    ['of another conversation', (own: Entry, other: Entry) => ({ ...own, keys: other.keys })],
    [
      'in another box',
      (own: Entry, other: Entry) =>
        own.keys && other.keys ? { ...own, keys: { ...own.keys, box: other.keys.box } } : own,
    ],
    [
      'under another cover',
      (own: Entry, other: Entry) =>
        own.keys && other.keys ? { ...own, keys: { ...own.keys, head: other.keys.head } } : own,
    ],
  ])('open nothing and seal nothing %s', async (_, swap) => {
    const [own, other] = await Promise.all([logOf(ada, direct), logOf(ada, group)]);
    const swapped = own.map((entry, index) => swap(entry, other[index] ?? entry));
    const there = await visit((browser) => changedLog(browser, direct, swapped));
    const conversation = await there.conversation(direct);
    expect(contentsOf(conversation)).toEqual(said.map(() => unreadable));
    conversation.sendText('Under which key?');
    const stopped = await until('it to be stopped', () => {
      const delivery = messagesOf(conversation).at(-1)?.delivery;
      const isHeld = conversation.sendingBlock.value?.kind === 'dishonest-server';
      return (delivery?.kind === 'failed' || isHeld) && delivery;
    });
    expect(stopped.kind).not.toBe('sent');
    expect(textsOf(await ada.conversation(direct))).toEqual(said);
  });

  it('open nothing in the box of another member', async () => {
    const [own, other] = await Promise.all([logOf(ada, group), logOf(bea, group)]);
    const swapped = own.map((entry, index) => {
      const theirs = other[index];
      return entry.keys && theirs?.keys ? { ...entry, keys: { ...entry.keys, box: theirs.keys.box } } : entry;
    });
    const there = await visit((browser) => changedLog(browser, group, swapped));
    const choir = await there.conversation(group);
    expect(contentsOf(choir)).toEqual([unreadable]);
    expect(choir.summary.value.title).toBeUndefined();
  });
});

describe('messages', () => {
  const shown = async (change: (messages: readonly SequencedMessage[]) => SequencedMessage[]) => {
    const there = await visit((browser) => changedMessages(browser, direct, change));
    return there.conversation(direct);
  };

  it('are missed where one is left out: in the middle, and at the beginning', async () => {
    for (const gone of [0, 2]) {
      const conversation = await shown((messages) => messages.filter((_, index) => index !== gone));
      expect(textsOf(conversation)).toEqual(said.filter((_, index) => index !== gone));
      expect(notesOf(conversation)).toEqual(['missing']);
    }
  });

  it('are missed where one that has just come follows on one that was kept back', async () => {
    const [theirs, hers] = await Promise.all([bea.conversation(direct), ada.conversation(direct)]);
    const there = await visit(() => undefined);
    const conversation = await there.conversation(direct);
    let kept = '';
    there.tamperLive = (name, event) => {
      if (name !== 'messageAdded') return event;
      const { messageId } = event as { messageId: string };
      if (kept === '') kept = messageId;
      return kept === messageId ? undefined : event;
    };
    changedMessages(there, direct, (messages) => messages.filter(({ messageId }) => messageId !== kept));
    lie(there, 'readMessages', (page) => ({ ...page, messages: [] }));
    theirs.sendText('Kept back');
    await ada.see(hers, 'Kept back');
    // A message at once in the place of the other.
    const honest = there.tamperLive;
    there.tamperLive = (name, event) => {
      const told = honest(name, event);
      return name === 'messageAdded' && told !== undefined
        ? { ...(told as SequencedMessage), sequence: said.length + 1 }
        : told;
    };
    theirs.sendText('Handed on');
    await there.see(conversation, 'Handed on');
    expect(notesOf(conversation)).toEqual(['missing']);
    said.push('Kept back', 'Handed on');
    await ada.see(hers, 'Handed on');
  });

  it('are read where word of the change before them is kept back', async () => {
    const id = await ada.messenger.createGroup({
      title: 'Pair',
      members: [bea.accountId],
      newcomersSeeHistory: false,
    });
    const [hers, theirs] = await Promise.all([ada.conversation(id), bea.conversation(id)]);
    bea.tamperLive = (name, event) => (name === 'conversationChanged' ? undefined : event);
    await hers.add([cleo.accountId]);
    hers.sendText('Three of us now');
    await bea.see(theirs, 'Three of us now');
    await until('Bea to know Cleo', () => theirs.members.value.some(({ handle }) => handle === 'cleo'));
    bea.tamperLive = (_name, event) => event;
  });

  it('are shown once, however often they come', async () => {
    const conversation = await shown((messages) => [...messages, ...messages.slice(0, 2)]);
    expect(textsOf(conversation)).toEqual(said);
    expect(contentsOf(conversation).slice(-2)).toEqual([unreadable, unreadable]);
  });

  it('of one author show where they are out of order', async () => {
    const conversation = await shown(([first, second, third, ...others]) =>
      [third, second, first, ...others].flatMap((message) => message ?? []),
    );
    expect(notesOf(conversation)).toContain('missing');
  });

  it('are not shown in another conversation', async () => {
    const { messages } = await askOf(ada)('readMessages', undefined, {
      conversationId: group,
      direction: 'before',
      sequence: '0',
    });
    const conversation = await shown((own) => [...own, ...messages]);
    expect(textsOf(conversation)).toEqual(said);
    expect(contentsOf(conversation).slice(said.length)).toEqual(messages.map(() => unreadable));
  });

  it('are not shown with any of their parts changed', async () => {
    // Epoch (an unheard-of one, and none), log head, author, device, counter, nonce, and from the end: signature.
    const places = [33, 36, 40, 72, 90, 120, 160, -1];
    const conversation = await shown((messages) =>
      places.flatMap((at, index) => {
        const one = messages[index % messages.length];
        return one === undefined ? [] : [{ ...one, message: flipped(one.message, at) }];
      }),
    );
    expect(contentsOf(conversation)).toEqual(places.map(() => unreadable));
  });

  it('are shown under no other name or id', async () => {
    for (const label of [{ author: bea.accountId }, { messageId: toBase64Url(randomBytes(16)) }]) {
      const conversation = await shown(([first, ...others]) =>
        first === undefined ? [] : [{ ...first, ...label }, ...others],
      );
      expect(textsOf(conversation)).toEqual(said.slice(1));
      expect(contentsOf(conversation)[0]).toEqual(unreadable);
    }
  });

  it('are refused in a page that is not in its order', async () => {
    const there = await visit((browser) =>
      lie(browser, 'readMessages', (page) => ({ ...page, messages: page.messages.toReversed() })),
    );
    expect(codesOf(there)).toContain('unexpected-answer');
  });

  it('of whoever was taken out are not taken once the others have gone on', async () => {
    const members = [bea.accountId, cleo.accountId];
    const id = await ada.messenger.createGroup({ title: 'Trio', members, newcomersSeeHistory: false });
    const [hers, theirs, others] = await Promise.all([ada, bea, cleo].map((one) => one.conversation(id)));
    if (hers === undefined || theirs === undefined || others === undefined) throw new Error('Three.');
    others.sendText('Late');
    await ada.see(hers, 'Late');
    await hers.remove(cleo.accountId);
    await until('Bea to know', () => theirs.members.value.length === 2);
    theirs.sendText('Without her');
    await ada.see(hers, 'Without her');
    const open = async (change: (messages: readonly SequencedMessage[]) => SequencedMessage[]) =>
      (await visit((browser) => changedMessages(browser, id, change))).conversation(id);
    // As a server does it that has kept a message of hers, or has had one made.
    const late = await open((messages) => messages.toReversed());
    expect(contentsOf(late)).toEqual([{ kind: 'text', body: 'Without her', isEdited: false }, unreadable]);
    expect(late.summary.value.lastLine?.content).toEqual(unreadable);
    expect(textsOf(await open((messages) => [...messages]))).toEqual(['Late', 'Without her']);
  });
});

describe('what is said of people', () => {
  it('counts from themselves alone: markers', async () => {
    const choir = await ada.conversation(group);
    (await bea.conversation(group)).markRead();
    (await cleo.conversation(group)).markRead();
    await until('both to have read it', () => messagesOf(choir)[0]?.delivery?.kind === 'read');
    const there = await visit((browser) => {
      // Bea's is shown as Cleo's, too.
      return lie(browser, 'listConversations', ({ conversations, ...rest }) => ({
        ...rest,
        conversations: conversations.map((one) => ({
          ...one,
          markers: one.markers.map((marker) => ({
            ...marker,
            marker: one.markers.find(({ accountId }) => accountId === bea.accountId)?.marker ?? marker.marker,
          })),
        })),
      }));
    });
    expect(messagesOf(await there.conversation(group))[0]?.delivery).toEqual({ kind: 'sent' });
    const honest = await visit(() => undefined);
    expect(messagesOf(await honest.conversation(group))[0]?.delivery).toEqual({ kind: 'read' });
  });

  it('counts from themselves alone: names', async () => {
    await cleo.accounts.rename('Cleopatra');
    await until('the new name', () => ada.contact('cleo')?.displayName === 'Cleopatra');
    const there = await visit((browser) =>
      lie(browser, 'listContacts', ({ contacts }) => ({
        // The latest of all, as everybody's.
        contacts: contacts.map((contact) => ({
          ...contact,
          introduction: contacts.find(({ person }) => person.handle === 'cleo')?.introduction,
        })),
      })),
    );
    expect(there.contact('bea')?.displayName).toBe('Bea');
    expect(there.contact('cleo')?.displayName).toBe('Cleopatra');
  });
});

describe('whoever changes the server’s database', () => {
  let database: DatabaseSync;
  beforeAll(() => {
    database = new DatabaseSync(server.databaseFile, { timeout: 10_000 });
  });
  afterAll(() => database.close());

  it('does not get away with an older book, or with one under a newer number', async () => {
    const read = database.prepare('SELECT revision, book FROM books WHERE account_id = ?');
    const write = database.prepare('UPDATE books SET revision = ?, book = ? WHERE account_id = ?');
    const stored = () => read.get(bytesOf(ada.accountId)) as { revision: number; book: Uint8Array };
    const older = stored();
    const there = await visit(() => undefined);
    await there.messenger.setVerified(bea.accountId, true);
    const present = stored();
    expect(present.revision).toBeGreaterThan(older.revision);
    try {
      write.run(older.revision, older.book, bytesOf(ada.accountId));
      await expect(there.reload()).rejects.toMatchObject({ code: 'unexpected-answer' });
      write.run(present.revision + 1, older.book, bytesOf(ada.accountId));
      await expect(there.reload()).rejects.toMatchObject({ code: 'unexpected-answer' });
      await expect(ada.another()).rejects.toMatchObject({ code: 'unexpected-answer' });
    } finally {
      write.run(present.revision, present.book, bytesOf(ada.accountId));
    }
    const honest = await there.reload();
    visits.push(honest);
    expect(honest.contact('bea')?.trust).toBe('verified');
  });

  it.each(['identity_wrap', 'profile_wrap'])('does not get away with somebody else’s %s', async (column) => {
    const read = database.prepare(`SELECT ${column} AS wrap FROM accounts WHERE id = ?`);
    const write = database.prepare(`UPDATE accounts SET ${column} = ? WHERE id = ?`);
    const [hers, theirs] = [ada, bea].map(
      ({ accountId }) => (read.get(bytesOf(accountId)) as { wrap: Uint8Array }).wrap,
    );
    try {
      write.run(theirs ?? null, bytesOf(ada.accountId));
      await expect(ada.another()).rejects.toMatchObject({ code: 'unexpected-answer' });
    } finally {
      write.run(hers ?? null, bytesOf(ada.accountId));
    }
    await visit(() => undefined);
  });

  it('does not get away with an entry less in a log, or a message less in a conversation', async () => {
    const id = await ada.messenger.createGroup({
      title: 'Duo',
      members: [bea.accountId],
      newcomersSeeHistory: false,
    });
    const hers = await ada.conversation(id);
    for (const body of ['One', 'Two', 'Three']) hers.sendText(body);
    await until('all to be sent', () =>
      messagesOf(hers).every(({ delivery }) => delivery?.kind !== 'sending'),
    );
    await hers.rename('Two of us');
    await bea.see(await bea.conversation(id), 'Three');
    const there = await visit(() => undefined);
    expect(textsOf(await there.conversation(id))).toEqual(['One', 'Two', 'Three']);

    const forget = 'DELETE FROM messages WHERE conversation_id = ? AND sequence = ?';
    database.prepare(forget).run(bytesOf(id), 2);
    const fresh = await visit(() => undefined);
    const gapped = await fresh.conversation(id);
    expect(textsOf(gapped)).toEqual(['One', 'Three']);
    expect(notesOf(gapped)).toContain('missing');

    database.prepare(forget).run(bytesOf(id), 3);
    database.prepare('UPDATE conversations SET last_sequence = 2 WHERE id = ?').run(bytesOf(id));
    const again = await there.reload();
    visits.push(again);
    const shortened = await again.conversation(id);
    expect(shortened.sendingBlock.value).toEqual({ kind: 'dishonest-server' });
    // What this browser has seen stays.
    expect(textsOf(shortened)).toEqual(['One', 'Two', 'Three']);

    database
      .prepare('DELETE FROM log_entries WHERE conversation_id = ? AND entry_index = 2')
      .run(bytesOf(id));
    database.prepare('UPDATE conversations SET log_length = 2 WHERE id = ?').run(bytesOf(id));
    const last = await visit(() => undefined);
    expect((await last.conversation(id)).sendingBlock.value).toEqual({ kind: 'dishonest-server' });
  });
});

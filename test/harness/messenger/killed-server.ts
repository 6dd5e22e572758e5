import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../src/client/messenger/api.ts';
import { readKept } from '../../../src/client/messenger/conversations/kept-message.ts';
import { RandomHistory } from '../../simulation/random-history.ts';
import { until } from '../condition.ts';
import type { ServerProcess } from '../server-process.ts';
import { ChatWriter, changeGroup } from './chat-writer.ts';
import { befriend, messagesOf, TestBrowser } from './test-browser.ts';

/** Most milliseconds for which a server lives before it is killed again; mostly it is less. */
const longestLife = 3000;

export interface KilledServerOptions {
  readonly start: () => Promise<ServerProcess>;
  readonly kills: number;
}

/** Where it may take minutes: fifty times over both databases. `SOTTOVOCE_CRASHES` asks for another number each. */
export const slowKills = Number(process.env.SOTTOVOCE_CRASHES ?? 25);

/** What a server that is killed again and again has to do for those who write to each other over it. */
export function describeKilledServer({ start, kills }: KilledServerOptions): void {
  let server: ServerProcess;
  const browsers: TestBrowser[] = [];
  beforeEach(async () => {
    server = await start();
  });
  afterEach(async () => {
    for (const browser of browsers.splice(0)) browser.close();
    await server.close();
  });

  const signUp = async (handle: string) => {
    const browser = await TestBrowser.signUp(server.origin, handle);
    browsers.push(browser);
    return browser;
  };

  describe('a chat', () => {
    it(`keeps what it has confirmed, once and in one order for all, over ${kills} kills`, async () => {
      const seed = Number(process.env.SOTTOVOCE_CRASH_SEED ?? Math.floor(Math.random() * 2 ** 32));
      console.log(`Killed by SOTTOVOCE_CRASH_SEED=${seed}`);
      const random = new RandomHistory(seed);
      const draw = () => new RandomHistory(random.below(2 ** 32));
      const [ada, bea, cleo] = [await signUp('ada'), await signUp('bea'), await signUp('cleo')];
      await Promise.all([befriend(ada, bea), befriend(ada, cleo)]);
      const { conversationId: direct } = await ada.talkTo(bea);
      const members = [bea.accountId, cleo.accountId];
      const group = await ada.messenger.createGroup({ title: 'Choir', members, newcomersSeeHistory: true });
      const writerOf = async (browser: TestBrowser, ids: readonly string[]) =>
        new ChatWriter(browser, await Promise.all(ids.map((id) => browser.conversation(id))), draw());
      const writers = [
        await writerOf(ada, [direct, group]),
        await writerOf(bea, [direct, group]),
        await writerOf(cleo, [group]),
      ];
      let isOver = false;
      const changing = changeGroup(await ada.conversation(group), cleo.accountId, draw(), () => isOver);
      const all = Promise.all([changing, ...writers.map((writer) => writer.write(() => isOver))]);
      // Until it is waited for, what goes wrong is told there.
      all.catch(() => undefined);
      await killAgainAndAgain(server, kills, random);
      isOver = true;
      await all;
      await until('everything to be sent', () => writers.every(({ isSettled }) => isSettled), {
        limit: 120_000,
        dump: () => writers.join('\n'),
      });

      const later = await ada.another();
      browsers.push(later);
      await expectOneView(direct, [ada, bea, later], writers);
      await expectOneView(group, [ada, bea, cleo, later], writers);
      expect(browsers.map(({ failures }) => failures)).toEqual(browsers.map(() => []));
      for (const writer of writers) writer.end();
    });
  });
}

/** Most often soon after it has come back, when all that waited is sent. */
async function killAgainAndAgain(server: ServerProcess, kills: number, random: RandomHistory): Promise<void> {
  for (let kill = 1; kill <= kills; kill += 1) {
    await pause(random.next() ** 2 * longestLife);
    await server.kill();
    await server.resume();
  }
}

async function expectOneView(
  conversationId: string,
  readers: readonly TestBrowser[],
  writers: readonly ChatWriter[],
): Promise<void> {
  const open = await Promise.all(readers.map((browser) => browser.conversation(conversationId)));
  for (const conversation of open) {
    while (conversation.history.value === 'partial') await conversation.loadOlder();
  }
  for (const browser of readers) expect(await refusedBy(browser, conversationId)).toEqual([]);
  expectWritten(await agreed(open), writers, conversationId);
}

/** Waits until all see the same; fails with the difference where they do not. @returns What they see. */
async function agreed(conversations: readonly Conversation[]): Promise<Seen> {
  const views = () => conversations.map(viewOf);
  const isOne = () => new Set(views().map((view) => JSON.stringify(view))).size === 1;
  await until('all to see the same', isOne, { limit: 30_000 }).catch(() => undefined);
  const [first = { title: undefined, messages: [] }, ...others] = views();
  for (const view of others) expect(view).toEqual(first);
  for (const { sendingBlock, timeline } of conversations) {
    expect(sendingBlock.value).toBeUndefined();
    // Nobody is told that something was left out.
    expect(timeline.value.filter((item) => item.kind === 'note' && item.change.kind === 'missing')).toEqual(
      [],
    );
  }
  return first;
}

/** What a person's browser did not open, and why. */
async function refusedBy({ store, handle }: TestBrowser, conversationId: string): Promise<unknown[]> {
  const kept = await store.list('messages', `${conversationId}/`, `${conversationId}/~`);
  return kept.flatMap(([, bytes]) => {
    const message = readKept(bytes);
    return message?.opening.kind === 'refused' ? [{ handle, ...message }] : [];
  });
}

type Seen = ReturnType<typeof viewOf>;

/** A conversation as everybody has to see it: all that was not refused. */
function viewOf(conversation: Conversation) {
  const { kind, title } = conversation.summary.value;
  const messages = messagesOf(conversation)
    .filter(({ delivery }) => delivery?.kind !== 'failed')
    .map(({ messageId, author, at, content, reactions }) => ({
      messageId,
      author: author.handle,
      at,
      content,
      reactions: reactions
        .flatMap(({ emoji, people }) => people.map(({ handle }) => `${handle} ${emoji}`))
        .sort(),
    }));
  return { title: kind === 'group' ? title : undefined, messages };
}

function expectWritten({ messages }: Seen, writers: readonly ChatWriter[], conversationId: string): void {
  const ids = new Set(messages.map(({ messageId }) => messageId));
  expect(ids.size).toBe(messages.length);
  for (const writer of writers) {
    const own = writer.conversations.find((conversation) => conversation.conversationId === conversationId);
    if (own === undefined) continue;
    const mine = messagesOf(own).filter(({ isMine }) => isMine);
    expect(mine.filter(({ messageId }) => writer.told.has(messageId) && !ids.has(messageId))).toEqual([]);
    // What was refused aside, it is all that was written, in its order.
    const refused = mine.filter(({ delivery }) => delivery?.kind === 'failed').map(bodyOf);
    const written = (writer.texts.get(own) ?? []).filter((text) => !refused.includes(text));
    const arrived = messages.filter(({ author }) => author === writer.browser.handle);
    expect(arrived.map((message) => bodyOf(message).replace(/\.+$/, ''))).toEqual(written);
    // Whoever was out of the group meanwhile may have been refused a change.
    if (writer.conversations.length > 1) expectChanged(messages, writer);
  }
}

function expectChanged(messages: Seen['messages'], { browser, edits, reactions }: ChatWriter): void {
  const bodies = new Map(messages.map((message) => [message.messageId, bodyOf(message)]));
  for (const [messageId, text] of edits) {
    if (bodies.has(messageId)) expect(bodies.get(messageId)).toBe(text);
  }
  const present = messages.flatMap(({ messageId, reactions: seen }) =>
    seen.filter((one) => one.startsWith(`${browser.handle} `)).map((one) => `${one} ${messageId}`),
  );
  const wanted = [...reactions]
    .filter(([place, isOn]) => isOn && bodies.has(place.split(' ')[1] ?? ''))
    .map(([place]) => `${browser.handle} ${place}`);
  expect(present.sort()).toEqual(wanted.sort());
}

const bodyOf = ({ content }: Pick<Seen['messages'][number], 'content'>): string =>
  content.kind === 'text' ? content.body : content.kind;

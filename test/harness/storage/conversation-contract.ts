import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type NewAccount, SqlAccountStore } from '../../../src/server/storage/account-store.ts';
import { SqlCardStore } from '../../../src/server/storage/card-store.ts';
import { type ContactSide, SqlContactStore } from '../../../src/server/storage/contact-store.ts';
import {
  type NewConversation,
  SqlConversationStore,
} from '../../../src/server/storage/conversation-store.ts';
import type { Database } from '../../../src/server/storage/database.ts';
import { type NewLogEntry, SqlLogStore } from '../../../src/server/storage/log-store.ts';
import { SqlMarkerStore } from '../../../src/server/storage/marker-store.ts';
import { type NewMessage, SqlMessageStore } from '../../../src/server/storage/message-store.ts';
import { codeOf } from './code-of.ts';
import { plain } from './plain.ts';
import type { OpenDatabase } from './storage-contract.ts';
import { newAccount, newSession } from './stored-records.ts';

const sorted = (ids: readonly Uint8Array[]) => ids.map(plain).sort();
const keysFor = (epoch: number, ids: readonly Uint8Array[]) => ({
  epoch,
  head: randomBytes(90),
  boxes: ids.map((accountId) => ({ accountId, box: randomBytes(120) })),
});

/** What every database has to do for conversations. */
export function describeConversationStorage(open: OpenDatabase): void {
  let database: Database;
  let other: Database;
  let conversations: SqlConversationStore;
  let logs: SqlLogStore;
  let messages: SqlMessageStore;
  let markers: SqlMarkerStore;
  let anna: NewAccount;
  let bruno: NewAccount;
  let carla: NewAccount;

  async function register(): Promise<NewAccount> {
    const account = newAccount();
    await new SqlAccountStore(database).create(account, newSession());
    return account;
  }

  async function relate(one: NewAccount, two: NewAccount, own: ContactSide['state'], theirs = own) {
    const sides = () => ({
      own: { state: own, introduction: null },
      other: { state: theirs, introduction: null },
    });
    const ids = { ownerId: one.id, personId: two.id };
    const limits = { perAccount: 1000, waiting: 1000 };
    await new SqlContactStore(database).change(ids, sides, { now: 1_000, limits });
  }

  beforeEach(async () => {
    [database, other] = await Promise.all([open(), open()]);
    conversations = new SqlConversationStore(database);
    logs = new SqlLogStore(database);
    messages = new SqlMessageStore(database);
    markers = new SqlMarkerStore(database);
    [anna, bruno, carla] = [await register(), await register(), await register()];
    await relate(anna, bruno, 'accepted');
    await relate(anna, carla, 'accepted');
  });
  afterEach(async () => {
    await Promise.all([database.close(), other.close()]);
  });

  function newConversation(
    people: readonly NewAccount[],
    over: Partial<NewConversation> = {},
  ): NewConversation {
    const members = people.map(({ id }) => id);
    return {
      id: randomBytes(16),
      kind: 'group',
      creatorId: members[0] ?? randomBytes(16),
      members,
      entry: randomBytes(200),
      keys: keysFor(1, members),
      now: 1_000,
      mostPerAccount: 100,
      ...over,
    };
  }

  async function created(people: readonly NewAccount[], over: Partial<NewConversation> = {}) {
    const conversation = newConversation(people, over);
    await conversations.create(conversation);
    return conversation;
  }

  const entryOf = (
    conversationId: Uint8Array,
    author: NewAccount,
    over: Partial<NewLogEntry> = {},
  ): NewLogEntry => ({
    conversationId,
    accountId: author.id,
    index: 1,
    entry: randomBytes(200),
    added: [],
    removed: [],
    keys: undefined,
    now: 2_000,
    limits: { members: 500, perAccount: 100 },
    ...over,
  });

  const messageOf = (
    conversationId: Uint8Array,
    author: NewAccount,
    over: Partial<NewMessage> = {},
  ): NewMessage => ({
    conversationId,
    messageId: randomBytes(16),
    authorId: author.id,
    receivedAt: 3_000,
    message: randomBytes(300),
    ...over,
  });

  const page = async (
    reader: NewAccount,
    id: Uint8Array,
    direction: 'before' | 'after',
    sequence: number,
    limit = 100,
  ) =>
    (await messages.page(reader.id, id, { direction, sequence, limit })).map((message) => message.sequence);

  describe('a conversation', () => {
    it('is there for its members, as it was made, and for nobody else', async () => {
      const conversation = newConversation([anna, bruno]);
      expect(sorted(await conversations.create(conversation))).toEqual(sorted([anna.id, bruno.id]));
      const seen = {
        id: plain(conversation.id),
        kind: 'group',
        members: sorted([anna.id, bruno.id]),
        logLength: 1,
        lastSequence: 0,
        lastMessage: undefined,
        markers: [],
        changedAt: 1_000,
      };
      for (const { id } of [anna, bruno]) {
        expect(plain(await conversations.find(id, conversation.id))).toEqual(seen);
        expect(plain(await conversations.list(id, undefined, 10))).toEqual([seen]);
      }
      expect(await codeOf(conversations.find(carla.id, conversation.id))).toBe('not-found');
      expect(await conversations.list(carla.id, undefined, 10)).toEqual([]);
    });

    it('between two is one, whoever begins, also where both do at once', async () => {
      const elsewhere = new SqlConversationStore(other);
      const codes = await Promise.all([
        codeOf(conversations.create(newConversation([anna, bruno], { kind: 'direct' }))),
        codeOf(elsewhere.create(newConversation([bruno, anna], { kind: 'direct' }))),
        codeOf(conversations.create(newConversation([anna, bruno], { kind: 'direct' }))),
      ]);
      expect(codes.toSorted()).toEqual(['conflict', 'conflict', 'done']);
      expect(await conversations.list(anna.id, undefined, 10)).toHaveLength(1);
      expect(await codeOf(conversations.create(newConversation([anna, carla], { kind: 'direct' })))).toBe(
        'done',
      );
    });

    it('is made with the maker’s contacts, its own id and its members’ boxes, or not at all', async () => {
      const { id } = await created([anna, bruno]);
      expect(await codeOf(conversations.create(newConversation([anna], { id })))).toBe('conflict');
      expect(await codeOf(conversations.create(newConversation([bruno, carla])))).toBe('not-a-contact');
      for (const boxed of [
        [anna.id],
        [anna.id, carla.id],
        [anna.id, bruno.id, carla.id],
        [anna.id, anna.id],
      ]) {
        const unfit = newConversation([anna, bruno], { keys: keysFor(1, boxed) });
        expect(await codeOf(conversations.create(unfit))).toBe('conflict');
        expect(await codeOf(conversations.find(anna.id, unfit.id))).toBe('not-found');
      }
      const second = newConversation([anna, carla], { mostPerAccount: 1 });
      expect(await codeOf(conversations.create(second))).toBe('limit-reached');
    });

    it('takes 500 people, with a box for each, and 499 at once', async () => {
      const people: NewAccount[] = [];
      for (let count = 0; count < 499; count += 1) {
        const person = await register();
        people.push(person);
        await relate(anna, person, 'accepted');
      }
      const members = [anna, ...people];
      const conversation = newConversation(members);
      expect(await conversations.create(conversation)).toHaveLength(500);
      expect((await conversations.find(anna.id, conversation.id)).members).toHaveLength(500);
      const { id } = await created([anna]);
      const added = people.map((person) => person.id);
      const keys = keysFor(2, [anna.id, ...added]);
      expect(await logs.append(entryOf(id, anna, { added, keys }))).toHaveLength(500);
      const removal = entryOf(id, anna, { index: 2, removed: added, keys: keysFor(3, [anna.id]) });
      expect(await logs.append(removal)).toHaveLength(500);
    });

    it('is listed by its last change, page by page', async () => {
      const made: unknown[] = [];
      for (const now of [1_000, 3_000, 2_000, 2_000]) made.push((await created([anna], { now })).id);
      const listed: unknown[] = [];
      let after: { changedAt: number; id: Uint8Array } | undefined;
      for (let count = 0; count < 4; count += 1) {
        const [next] = await conversations.list(anna.id, after, 1);
        if (next === undefined) throw new Error('the list has ended');
        listed.push(plain(next.id));
        after = next;
      }
      expect(await conversations.list(anna.id, after, 1)).toEqual([]);
      const [oldest, newest, ...same] = made.map(plain);
      expect(listed).toEqual([newest, ...same.toSorted().toReversed(), oldest]);
    });

    it('knows everybody who is in one with a person', async () => {
      await created([anna, bruno]);
      await created([anna, carla]);
      expect(sorted(await conversations.companions(anna.id))).toEqual(sorted([anna.id, bruno.id, carla.id]));
      expect(sorted(await conversations.companions(bruno.id))).toEqual(sorted([anna.id, bruno.id]));
    });

    it('lets its members know each other', async () => {
      const cards = new SqlCardStore(database);
      expect(await cards.isKnown(bruno.id, carla.id)).toBe(false);
      await created([anna, bruno, carla]);
      expect(await cards.isKnown(bruno.id, carla.id)).toBe(true);
    });

    it('that somebody begins who is blocked is hidden from the one who blocks, until the block ends', async () => {
      await relate(bruno, anna, 'blocked', 'accepted');
      const conversation = newConversation([anna, bruno], { kind: 'direct' });
      expect(plain(await conversations.create(conversation))).toEqual(plain([anna.id]));
      expect(await codeOf(conversations.find(bruno.id, conversation.id))).toBe('not-found');
      expect(plain((await conversations.find(anna.id, conversation.id)).members)).toEqual(
        sorted([anna.id, bruno.id]),
      );
      await relate(bruno, anna, 'accepted');
      expect(plain((await conversations.find(bruno.id, conversation.id)).id)).toBe(plain(conversation.id));
    });

    it('goes with its last member’s account; what was said to others stays', async () => {
      const { id } = await created([anna, bruno]);
      await messages.add(messageOf(id, anna));
      await markers.set(anna.id, id, randomBytes(30));
      const accounts = new SqlAccountStore(database);
      await accounts.delete(anna.id, anna.lookHash, 5_000);
      const left = await conversations.find(bruno.id, id);
      expect([plain(left.members), left.markers, left.lastMessage?.sequence]).toEqual([
        plain([bruno.id]),
        [],
        1,
      ]);
      await accounts.delete(bruno.id, bruno.lookHash, 5_000);
      const rows = await database.run('test', (db) =>
        db.selectFrom('messages').selectAll().where('conversation_id', '=', id).execute(),
      );
      expect(rows).toEqual([]);
    });
  });

  describe('a membership log', () => {
    it('gives each member the keys of all epochs, and the boxes that are theirs', async () => {
      const conversation = await created([anna, bruno]);
      const keys = keysFor(2, [anna.id, bruno.id, carla.id]);
      const entry = entryOf(conversation.id, anna, { added: [carla.id], keys });
      expect(sorted(await logs.append(entry))).toEqual(sorted([anna.id, bruno.id, carla.id]));
      const boxOf = (of: { boxes: readonly { box: Uint8Array }[] }, index: number) =>
        plain(of.boxes[index]?.box);
      expect(plain(await logs.read(bruno.id, conversation.id, 0, 10))).toEqual({
        entries: [
          {
            index: 0,
            entry: plain(conversation.entry),
            keys: { epoch: 1, head: plain(conversation.keys.head), box: boxOf(conversation.keys, 1) },
          },
          {
            index: 1,
            entry: plain(entry.entry),
            keys: { epoch: 2, head: plain(keys.head), box: boxOf(keys, 1) },
          },
        ],
        length: 2,
      });
      const late = await logs.read(carla.id, conversation.id, 0, 10);
      // What begins an epoch before their time leads on to the one before it, and has no box for them.
      expect(late.entries.map(({ keys: own }) => [own?.epoch, own?.box && plain(own.box)])).toEqual([
        [1, undefined],
        [2, boxOf(keys, 2)],
      ]);
      expect((await logs.read(anna.id, conversation.id, 1, 10)).entries).toHaveLength(1);
    });

    it('takes one of two entries that want a place, and the same one twice', async () => {
      const { id } = await created([anna, bruno]);
      const elsewhere = new SqlLogStore(other);
      const entries = Array.from({ length: 6 }, (_, index) => entryOf(id, index % 2 ? anna : bruno));
      const codes = await Promise.all(
        entries.map((entry, index) => codeOf((index % 3 ? logs : elsewhere).append(entry))),
      );
      expect(codes.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'conflict'), 'done']);
      const winner = entries[codes.indexOf('done')];
      if (winner === undefined) throw new Error('nobody has won');
      expect(await logs.append(winner)).toEqual([]);
      expect(await codeOf(logs.append({ ...winner, index: 3 }))).toBe('conflict');
      expect((await logs.read(anna.id, id, 0, 10)).length).toBe(2);
    });

    it('changes members only as it can be', async () => {
      const { id } = await created([anna, bruno]);
      const dario = await register();
      const changes: [over: Partial<NewLogEntry>, code: string][] = [
        [{ added: [bruno.id] }, 'conflict'],
        [{ removed: [carla.id] }, 'conflict'],
        [{ added: [dario.id] }, 'not-a-contact'],
        [{ added: [carla.id], keys: keysFor(2, [anna.id, bruno.id]) }, 'conflict'],
        [{ removed: [bruno.id], keys: keysFor(2, [anna.id, bruno.id]) }, 'conflict'],
        [{ keys: keysFor(1, [anna.id, bruno.id]) }, 'conflict'],
        [{ added: [carla.id], limits: { members: 2, perAccount: 100 } }, 'limit-reached'],
        [{ index: 2 }, 'conflict'],
      ];
      for (const [over, code] of changes) {
        expect([over, await codeOf(logs.append(entryOf(id, anna, over)))]).toEqual([over, code]);
      }
      expect(await codeOf(logs.append(entryOf(id, carla)))).toBe('not-found');
      expect((await logs.read(anna.id, id, 0, 10)).length).toBe(1);
      expect(await codeOf(logs.append(entryOf(randomBytes(16), anna)))).toBe('not-found');
    });

    it('of a direct conversation changes no members', async () => {
      const { id } = await created([anna, bruno], { kind: 'direct' });
      expect(await codeOf(logs.append(entryOf(id, anna, { removed: [anna.id] })))).toBe('conflict');
      expect(await codeOf(logs.append(entryOf(id, anna, { keys: keysFor(2, [anna.id, bruno.id]) })))).toBe(
        'done',
      );
    });

    it('tells nobody of entries by somebody whom they block, in a direct conversation', async () => {
      const { id } = await created([anna, bruno], { kind: 'direct' });
      await relate(bruno, anna, 'blocked', 'accepted');
      expect(plain(await logs.append(entryOf(id, anna)))).toEqual(plain([anna.id]));
      // What follows in the chain could not be verified without it.
      expect((await logs.read(bruno.id, id, 0, 10)).length).toBe(2);
    });

    it('leaves those who were removed what they had, and nothing more', async () => {
      const { id } = await created([anna, bruno, carla]);
      await messages.add(messageOf(id, anna));
      const removal = entryOf(id, anna, { removed: [bruno.id], keys: keysFor(2, [anna.id, carla.id]) });
      expect(sorted(await logs.append(removal))).toEqual(sorted([anna.id, bruno.id, carla.id]));
      await logs.append(entryOf(id, anna, { index: 2, now: 4_000 }));
      const { hearing } = await messages.add(messageOf(id, carla));
      expect(sorted(hearing)).toEqual(sorted([anna.id, carla.id]));

      const { entries, length } = await logs.read(bruno.id, id, 0, 10);
      expect([entries.length, length]).toEqual([2, 2]);
      expect(await page(bruno, id, 'before', 0)).toEqual([1]);
      expect(await page(bruno, id, 'after', 0)).toEqual([1]);
      const seen = await conversations.find(bruno.id, id);
      expect(seen).toMatchObject({ logLength: 2, lastSequence: 1, changedAt: 2_000, markers: [] });
      expect(plain(seen.members)).toEqual(sorted([anna.id, carla.id]));
      expect(seen.lastMessage?.sequence).toBe(1);
      expect(await codeOf(messages.add(messageOf(id, bruno)))).toBe('not-found');
      expect(await codeOf(logs.append(entryOf(id, bruno, { index: 3 })))).toBe('not-found');
      expect(await codeOf(markers.set(bruno.id, id, randomBytes(9)))).toBe('not-found');
      expect(sorted((await conversations.find(anna.id, id)).members)).toEqual(sorted([anna.id, carla.id]));
    });

    it('takes the removal of somebody whose account is gone', async () => {
      const { id } = await created([anna, bruno]);
      await new SqlAccountStore(database).delete(bruno.id, bruno.lookHash, 5_000);
      const removal = entryOf(id, anna, { removed: [bruno.id], keys: keysFor(2, [anna.id]) });
      expect(plain(await logs.append(removal))).toEqual(plain([anna.id]));
    });

    it('lets anybody leave, and come back', async () => {
      const { id } = await created([anna, bruno]);
      const leave = entryOf(id, bruno, { removed: [bruno.id] });
      expect(await codeOf(logs.append(leave))).toBe('done');
      // The answer was lost, and the client asks again, which is no member any more.
      expect(await logs.append(leave)).toEqual([]);
      const keys = keysFor(2, [anna.id, bruno.id]);
      expect(await codeOf(logs.append(entryOf(id, anna, { index: 2, added: [bruno.id], keys })))).toBe(
        'done',
      );
      expect((await logs.read(bruno.id, id, 0, 10)).length).toBe(3);
      expect((await messages.add(messageOf(id, bruno))).sequence).toBe(1);
    });

    it('hides from whoever is added by somebody they block', async () => {
      const { id } = await created([anna, bruno]);
      await relate(carla, anna, 'blocked', 'accepted');
      const keys = keysFor(2, [anna.id, bruno.id, carla.id]);
      expect(sorted(await logs.append(entryOf(id, anna, { added: [carla.id], keys })))).toEqual(
        sorted([anna.id, bruno.id]),
      );
      expect(sorted((await messages.add(messageOf(id, bruno))).hearing)).toEqual(sorted([anna.id, bruno.id]));
      const codes = await Promise.all(
        [
          logs.read(carla.id, id, 0, 10),
          messages.page(carla.id, id, { direction: 'before', sequence: 0, limit: 9 }),
          messages.add(messageOf(id, carla)),
          markers.set(carla.id, id, randomBytes(9)),
        ].map(codeOf),
      );
      expect(codes).toEqual(codes.map(() => 'not-found'));
    });
  });

  describe('a message', () => {
    it('gets the next sequence, however many come at once, on any node', async () => {
      const { id } = await created([anna, bruno]);
      const elsewhere = new SqlMessageStore(other);
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? messages : elsewhere).add(messageOf(id, index % 3 ? anna : bruno)),
        ),
      );
      const expected = Array.from({ length: 20 }, (_, index) => index + 1);
      expect(added.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(expected);
      expect(await page(bruno, id, 'after', 0)).toEqual(expected);
    });

    it('is one, however often it comes', async () => {
      const { id } = await created([anna, bruno]);
      const message = messageOf(id, anna);
      const elsewhere = new SqlMessageStore(other);
      const added = await Promise.all(
        [messages, elsewhere, messages, elsewhere].map((store) => store.add(message)),
      );
      expect(added.map(({ sequence, receivedAt }) => [sequence, receivedAt])).toEqual(
        Array.from({ length: 4 }, () => [1, 3_000]),
      );
      expect(added.filter(({ hearing }) => hearing.length > 0)).toHaveLength(1);
      for (const over of [{ message: randomBytes(300) }, { authorId: bruno.id }]) {
        expect(await codeOf(messages.add({ ...message, ...over }))).toBe('conflict');
      }
      expect((await messages.add(messageOf(id, anna))).sequence).toBe(2);
    });

    it('is for members alone', async () => {
      const { id } = await created([anna, bruno]);
      expect(await codeOf(messages.add(messageOf(id, carla)))).toBe('not-found');
      expect(await codeOf(messages.add(messageOf(randomBytes(16), anna)))).toBe('not-found');
      expect(await codeOf(page(carla, id, 'before', 0))).toBe('not-found');
    });

    it('is read by page, in both directions', async () => {
      const { id } = await created([anna, bruno]);
      const sent = [messageOf(id, anna), messageOf(id, bruno), messageOf(id, anna), messageOf(id, anna)];
      for (const message of sent) await messages.add(message);
      const [first] = await messages.page(bruno.id, id, { direction: 'after', sequence: 0, limit: 1 });
      const { conversationId, ...own } = sent[0] ?? messageOf(id, anna);
      expect(plain(first)).toEqual(plain({ sequence: 1, ...own }));
      expect(await page(bruno, id, 'before', 0, 2)).toEqual([4, 3]);
      expect(await page(bruno, id, 'before', 3)).toEqual([2, 1]);
      expect(await page(bruno, id, 'after', 1, 2)).toEqual([2, 3]);
      expect(await page(bruno, id, 'after', 4)).toEqual([]);
      expect(await page(bruno, id, 'before', 1)).toEqual([]);
    });

    it('of somebody who is blocked is theirs alone, in a direct conversation', async () => {
      const { id } = await created([anna, bruno], { kind: 'direct' });
      await messages.add(messageOf(id, anna));
      await relate(bruno, anna, 'blocked', 'accepted');
      const { sequence, hearing } = await messages.add(messageOf(id, anna));
      expect([sequence, plain(hearing)]).toEqual([2, plain([anna.id])]);
      await relate(bruno, anna, 'accepted');
      expect((await messages.add(messageOf(id, anna))).hearing).toHaveLength(2);
      expect(await page(anna, id, 'after', 0)).toEqual([1, 2, 3]);
      expect(await page(bruno, id, 'after', 0)).toEqual([1, 3]);
    });

    it('of somebody who is blocked moves nothing in the list of whoever blocks them', async () => {
      const { id } = await created([anna, bruno], { kind: 'direct' });
      await messages.add(messageOf(id, bruno));
      await relate(bruno, anna, 'blocked', 'accepted');
      await messages.add(messageOf(id, anna, { receivedAt: 4_000 }));
      const seen = async ({ id: reader }: NewAccount) => {
        const { lastMessage, lastSequence, changedAt } = await conversations.find(reader, id);
        return [lastMessage?.sequence, lastSequence, changedAt];
      };
      expect(await seen(bruno)).toEqual([1, 1, 3_000]);
      expect(await seen(anna)).toEqual([2, 2, 4_000]);
    });

    it('of somebody who is blocked reaches all in a group', async () => {
      const { id } = await created([anna, bruno, carla]);
      await relate(bruno, anna, 'blocked', 'accepted');
      expect((await messages.add(messageOf(id, anna))).hearing).toHaveLength(3);
      expect(await page(bruno, id, 'after', 0)).toEqual([1]);
    });
  });

  describe('a marker', () => {
    it('replaces the one before, for all members', async () => {
      const { id } = await created([anna, bruno]);
      await markers.set(bruno.id, id, randomBytes(40));
      const marker = randomBytes(40);
      expect(sorted(await markers.set(bruno.id, id, marker))).toEqual(sorted([anna.id, bruno.id]));
      expect(plain((await conversations.find(anna.id, id)).markers)).toEqual(
        plain([{ accountId: bruno.id, marker }]),
      );
    });

    it('and writing are not seen by whoever blocks the person, nor writing by whom they block', async () => {
      const { id } = await created([anna, bruno], { kind: 'direct' });
      expect(plain(await markers.watchers(anna.id, id))).toEqual(plain([bruno.id]));
      await relate(bruno, anna, 'blocked', 'accepted');
      expect(plain(await markers.set(anna.id, id, randomBytes(40)))).toEqual(plain([anna.id]));
      expect((await conversations.find(bruno.id, id)).markers).toEqual([]);
      expect((await conversations.find(anna.id, id)).markers).toHaveLength(1);
      expect(await markers.watchers(anna.id, id)).toEqual([]);
      expect(await markers.watchers(bruno.id, id)).toEqual([]);
      expect(await codeOf(markers.watchers(carla.id, id))).toBe('not-found');
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Bytes, concat } from '../../src/e2ee/bytes.ts';
import { AuthorChain } from '../../src/e2ee/conversations/author-chain.ts';
import type { DeviceSigner } from '../../src/e2ee/conversations/device.ts';
import { createEpochKey, type EpochKey } from '../../src/e2ee/conversations/epoch-key.ts';
import { sealHistoryLink } from '../../src/e2ee/conversations/history-link.ts';
import type { MembershipChange } from '../../src/e2ee/conversations/membership-change.ts';
import { writeEntry } from '../../src/e2ee/conversations/membership-entry.ts';
import type { MembershipLog } from '../../src/e2ee/conversations/membership-log.ts';
import { type OpenedMessage, openMessage, readMessage } from '../../src/e2ee/conversations/message.ts';
import { ConversationRefusal, type ConversationRefusalCode } from '../../src/e2ee/conversations/refusal.ts';
import { openEpochKey, readCover } from '../../src/e2ee/conversations/sealed-epoch-key.ts';
import { Conversation, openHistory, proposedBy } from '../../src/e2ee/conversations/testing/conversation.ts';
import { newId, People, type Person, unlistedDevice } from '../../src/e2ee/conversations/testing/people.ts';
import {
  type CoverClaims,
  type MessageClaims,
  rogueCover,
  rogueMessage,
  rogueResigned,
  rogueSealedKey,
} from '../../src/e2ee/conversations/testing/rogue.ts';

const refused = (code: ConversationRefusalCode) => new ConversationRefusal(code);

let people: People;
let ada: Person;
let bea: Person;
let cy: Person;
/** Has an account, and is in no conversation. */
let mallory: Person;
let talk: Conversation;
beforeEach(async () => {
  people = new People();
  [ada, bea, cy, mallory] = await Promise.all([
    people.person(),
    people.person(),
    people.person(),
    people.person(),
  ]);
  talk = await Conversation.of(people, [ada, bea, cy]);
});

/** An entry behind the present head, written by whoever likes to, without asking whether they may. */
function entryBehind(
  log: MembershipLog,
  signer: DeviceSigner,
  change: MembershipChange,
  { authorDevices = 1, index = log.length, conversationId = log.conversationId } = {},
): Promise<Bytes> {
  const { head: previousHash } = log;
  return writeEntry(signer, { conversationId, index, previousHash, authorDevices, time: 0, change });
}

const commitment = new Uint8Array(32).fill(1);
const rotating: MembershipChange = { kind: 'rotate', commitment };
const adding = ({ accountId }: Person): MembershipChange => ({
  kind: 'add',
  members: new Map([[accountId, 'member']]),
  commitment,
});

async function opened(
  message: Bytes,
  { log = talk.log, key }: { log?: MembershipLog; key?: EpochKey } = {},
): Promise<OpenedMessage> {
  const received = await readMessage(message);
  return openMessage(log, key ?? talk.keyOf(received.epoch), received);
}

describe('a server that keeps a log', () => {
  let entries: [Bytes, Bytes, Bytes];
  beforeEach(async () => {
    await talk.rotate(ada.device);
    await talk.rotate(bea.device);
    entries = talk.entries as [Bytes, Bytes, Bytes];
    expect((await talk.read()).head).toEqual(talk.log.head);
  });

  it('can leave out no entry but the last ones', async () => {
    const [first, second, third] = entries;
    for (const some of [[first, third], [second, third], [third]]) {
      await expect(talk.read(some)).rejects.toEqual(refused('broken-chain'));
    }
  });

  it('is found out by the next message where it leaves out the last ones', async () => {
    const short = await talk.read(entries.slice(0, 2));
    const message = await talk.say(ada.device, 'Ciao');
    await expect(opened(message, { log: short })).rejects.toEqual(refused('unknown-head'));
    expect((await opened(message)).epoch).toBe(3);
  });

  it('can neither reorder entries, nor repeat them', async () => {
    const [first, second, third] = entries;
    for (const some of [
      [first, third, second],
      [first, second, second],
      [first, second, third, second],
    ]) {
      await expect(talk.read(some)).rejects.toEqual(refused('broken-chain'));
    }
  });

  it('can put in no entry of another conversation', async () => {
    const other = await Conversation.of(people, [ada, bea, cy]);
    await other.rotate(ada.device);
    const [, foreign] = other.entries as [Bytes, Bytes];
    await expect(talk.read([entries[0], foreign])).rejects.toEqual(refused('wrong-conversation'));
    await expect(talk.read(other.entries)).rejects.toEqual(refused('wrong-conversation'));
    expect((await other.read()).length).toBe(2);
  });

  it('can replace none by another that its author signed, once something follows it', async () => {
    const before = await talk.read(entries.slice(0, 1));
    const replaced = await before.propose(ada.device, proposedBy(people, ada.device, rotating));
    expect(replaced.log.length).toBe(2);
    await expect(talk.read([entries[0], replaced.entry, entries[2]])).rejects.toEqual(
      refused('broken-chain'),
    );
  });

  it('is found out by the first message where it shows two logs to two people', async () => {
    const before = await talk.read(entries.slice(0, 2));
    const { log } = await before.propose(cy.device, proposedBy(people, cy.device, rotating));
    expect(log.state.epoch).toBe(talk.log.state.epoch);
    const message = await talk.say(ada.device, 'Ciao');
    await expect(opened(message, { log })).rejects.toEqual(refused('unknown-head'));
    expect((await opened(message)).content).toEqual({ kind: 'text', body: 'Ciao' });
  });
});

describe('an entry', () => {
  const appended = async (entry: Bytes) => (await talk.read()).append(entry);

  it('is forged by nobody without a device of the author', async () => {
    expect((await appended(await entryBehind(talk.log, ada.device, adding(mallory)))).members.size).toBe(4);
    const invented = await unlistedDevice(ada.accountId);
    await expect(appended(await entryBehind(talk.log, invented, adding(mallory)))).rejects.toEqual(
      refused('unknown-device'),
    );
    const claimed = { ...mallory.device, accountId: ada.accountId };
    await expect(appended(await entryBehind(talk.log, claimed, adding(mallory)))).rejects.toEqual(
      refused('unknown-device'),
    );
    const named = { ...invented, deviceKey: ada.device.deviceKey };
    await expect(appended(await entryBehind(talk.log, named, adding(mallory)))).rejects.toEqual(
      refused('bad-signature'),
    );
  });

  it('says its own place', async () => {
    for (const index of [0, 2]) {
      await expect(appended(await entryBehind(talk.log, ada.device, rotating, { index }))).rejects.toEqual(
        refused('broken-chain'),
      );
    }
    expect((await appended(await entryBehind(talk.log, ada.device, rotating, { index: 1 }))).epoch).toBe(2);
  });

  it('is not what was signed as something else', async () => {
    const content = (await entryBehind(talk.log, ada.device, adding(mallory))).slice(0, -64);
    const bare = concat(content, await ada.device.sign(content));
    await expect(appended(bare)).rejects.toEqual(refused('bad-signature'));
  });

  it('lets no ghost in: not by itself, nor by a member without the right', async () => {
    const [byItself, byMember, byOwner] = await Promise.all(
      [mallory, bea, ada].map(({ device }) => entryBehind(talk.log, device, adding(mallory))),
    );
    await expect(appended(byItself as Bytes)).rejects.toEqual(refused('not-a-member'));
    await expect(appended(byMember as Bytes)).rejects.toEqual(refused('not-allowed'));
    expect((await appended(byOwner as Bytes)).members.has(mallory.accountId)).toBe(true);
  });

  it('is written no more by whoever was removed, or by a revoked device that looks back', async () => {
    const lost = await people.device(ada.accountId);
    await talk.remove(ada.device, bea);
    await expect(appended(await entryBehind(talk.log, bea.device, rotating))).rejects.toEqual(
      refused('not-a-member'),
    );
    expect((await appended(await entryBehind(talk.log, lost, rotating, { authorDevices: 2 }))).epoch).toBe(3);
    people.revoke(lost);
    await talk.rotate(ada.device);
    for (const [authorDevices, code] of [
      [2, 'stale-devices'],
      [3, 'revoked-device'],
      [4, 'devices-behind'],
    ] as const) {
      await expect(appended(await entryBehind(talk.log, lost, rotating, { authorDevices }))).rejects.toEqual(
        refused(code),
      );
    }
  });
});

describe('a sealed key', () => {
  /** What an honest cover of the present epoch claims. */
  const claims = (): CoverClaims => {
    const { conversationId, number, startHash, commitment: own } = talk.log.presentEpoch;
    return { conversationId, epoch: number, startHash, commitment: own };
  };
  const boxFor = (boxes: ReadonlyMap<string, Bytes>, { accountId }: Person) =>
    boxes.get(accountId) ?? new Uint8Array();
  const openedBy = (person: Person, cover: Bytes, box: Bytes) => openEpochKey(talk.log, person, cover, box);

  it('is the same for all: the log commits to it', async () => {
    const honest = await rogueSealedKey(bea.device, claims(), talk.key.secret, [cy]);
    expect((await openedBy(cy, honest.cover, boxFor(honest.boxes, cy))).secret).toEqual(talk.key.secret);
    const other = await createEpochKey(talk.id, 1);
    const hidden = await rogueSealedKey(ada.device, claims(), other.secret, [cy]);
    await expect(openedBy(cy, hidden.cover, boxFor(hidden.boxes, cy))).rejects.toEqual(
      refused('wrong-commitment'),
    );
    const said = { ...claims(), commitment: other.commitment };
    const open = await rogueSealedKey(ada.device, said, other.secret, [cy]);
    await expect(openedBy(cy, open.cover, boxFor(open.boxes, cy))).rejects.toEqual(
      refused('wrong-commitment'),
    );
  });

  it('opens for its recipient alone', async () => {
    const { cover } = talk.sealedKeyOf(1);
    const [own, others] = [talk.boxOf(1, cy), talk.boxOf(1, bea)];
    expect((await openedBy(cy, cover, own)).secret).toEqual(talk.key.secret);
    await expect(openedBy(cy, cover, others)).rejects.toEqual(refused('not-authentic'));
    await expect(openedBy(mallory, cover, own)).rejects.toEqual(refused('not-for-this-account'));
    const posing = { ...mallory, accountId: cy.accountId };
    await expect(openedBy(posing, cover, own)).rejects.toEqual(refused('not-authentic'));
  });

  it('opens in the box that its author has signed for', async () => {
    const [one, two] = [
      await rogueSealedKey(ada.device, claims(), talk.key.secret, [cy]),
      await rogueSealedKey(ada.device, claims(), talk.key.secret, [cy]),
    ];
    expect((await openedBy(cy, one.cover, boxFor(one.boxes, cy))).secret).toEqual(talk.key.secret);
    await expect(openedBy(cy, one.cover, boxFor(two.boxes, cy))).rejects.toEqual(refused('not-authentic'));
  });

  it('opens in no other conversation, epoch or log', async () => {
    const other = await Conversation.of(people, [ada, bea, cy]);
    await expect(openedBy(cy, other.sealedKeyOf(1).cover, other.boxOf(1, cy))).rejects.toEqual(
      refused('wrong-conversation'),
    );
    const before = await talk.read();
    await talk.rotate(ada.device);
    await expect(openedBy(cy, talk.sealedKeyOf(2).cover, talk.boxOf(1, cy))).rejects.toEqual(
      refused('not-authentic'),
    );
    await before.append(await entryBehind(before, cy.device, rotating));
    await expect(openEpochKey(before, cy, talk.sealedKeyOf(2).cover, talk.boxOf(2, cy))).rejects.toEqual(
      refused('unknown-head'),
    );
    expect((await openedBy(cy, talk.sealedKeyOf(2).cover, talk.boxOf(2, cy))).epoch).toBe(2);
  });

  it('cannot be taken out of its place by a member who signs for another', async () => {
    await talk.rotate(ada.device);
    const box = talk.boxOf(1, cy);
    const moved = await rogueCover(bea.device, claims(), new Map([[cy.accountId, box]]), [cy]);
    await expect(openedBy(cy, moved, box)).rejects.toEqual(refused('not-authentic'));
    const stolen = talk.boxOf(2, cy);
    const renamed = await rogueCover(bea.device, claims(), new Map([[cy.accountId, stolen]]), [cy]);
    await expect(openedBy(cy, renamed, stolen)).rejects.toEqual(refused('not-authentic'));
    const same = await rogueCover(ada.device, claims(), new Map([[cy.accountId, stolen]]), [cy]);
    expect((await openedBy(cy, same, stolen)).epoch).toBe(2);
  });

  it('comes from no stranger, invented device or revoked one, and goes to no ghost', async () => {
    const lost = await people.device(bea.accountId);
    const sealedBy = async (signer: DeviceSigner, ...to: readonly Person[]) =>
      readCover(talk.log, (await rogueSealedKey(signer, claims(), talk.key.secret, to)).cover);
    expect((await sealedBy(lost, cy)).author).toBe(bea.accountId);
    await expect(sealedBy(mallory.device, cy)).rejects.toEqual(refused('not-a-member'));
    await expect(sealedBy(await unlistedDevice(bea.accountId), cy)).rejects.toEqual(
      refused('unknown-device'),
    );
    await expect(sealedBy(ada.device, cy, mallory)).rejects.toEqual(refused('not-a-member'));
    people.revoke(lost);
    await talk.rotate(bea.device);
    await expect(sealedBy(lost, cy)).rejects.toEqual(refused('revoked-device'));
  });

  it('is refused with any bit of its cover or box changed', async () => {
    const { cover } = talk.sealedKeyOf(1);
    const box = talk.boxOf(1, cy);
    const flipped = (bytes: Bytes, at: number) => bytes.with(at, (bytes[at] ?? 0) ^ 1);
    for (let at = 0; at < cover.length; at += 1) {
      await expect(openedBy(cy, flipped(cover, at), box)).rejects.toBeInstanceOf(ConversationRefusal);
    }
    for (const at of [0, 1_100, 1_120, box.length - 1]) {
      await expect(openedBy(cy, cover, flipped(box, at))).rejects.toEqual(refused('not-authentic'));
    }
  });

  it('hands on neither more history than the policy says, nor less', async () => {
    await talk.rotate(ada.device);
    const link = await sealHistoryLink(talk.keyOf(2), talk.keyOf(1));
    const more = await rogueSealedKey(ada.device, { ...claims(), link }, talk.key.secret, [cy]);
    await expect(readCover(talk.log, more.cover)).rejects.toEqual(refused('not-allowed'));
    talk = await Conversation.of(people, [ada, bea, cy], { policy: openHistory });
    await talk.rotate(ada.device);
    const less = await rogueSealedKey(ada.device, claims(), talk.key.secret, [cy]);
    await expect(readCover(talk.log, less.cover)).rejects.toEqual(refused('not-allowed'));
    expect((await readCover(talk.log, talk.sealedKeyOf(2).cover)).link).toBeDefined();
  });
});

describe('a message', () => {
  const claims = (claimed: Partial<MessageClaims> = {}): MessageClaims => ({
    conversationId: talk.id,
    epoch: talk.log.state.epoch,
    logHead: talk.log.head,
    ...claimed,
  });

  it('is moved into no other conversation', async () => {
    const other = await Conversation.of(people, [ada, bea, cy]);
    const message = await talk.say(ada.device, 'Yes');
    const { sealed } = await readMessage(message);
    expect((await opened(message)).content).toEqual({ kind: 'text', body: 'Yes' });
    await expect(opened(message, { log: other.log, key: other.key })).rejects.toEqual(
      refused('wrong-conversation'),
    );
    const place = { conversationId: other.id, epoch: 1, logHead: other.log.head };
    // Even if both were sealed under one key.
    const moved = await rogueResigned(ada.device, place, sealed);
    await expect(
      opened(moved, { log: other.log, key: { ...talk.key, conversationId: other.id } }),
    ).rejects.toEqual(refused('not-authentic'));
    const served = concat(moved.slice(0, -64), message.slice(-64));
    await expect(opened(served, { log: other.log, key: other.key })).rejects.toEqual(
      refused('bad-signature'),
    );
  });

  it('is moved into no other epoch', async () => {
    const old = talk.log.head;
    const { sealed } = await readMessage(await talk.say(ada.device, 'Yes'));
    await talk.rotate(bea.device);
    const attempts: [Bytes, ConversationRefusalCode][] = [
      [await rogueResigned(ada.device, claims(), sealed), 'not-authentic'],
      [await rogueMessage(ada.device, talk.keyOf(1), claims()), 'not-authentic'],
      [await rogueMessage(ada.device, talk.keyOf(1), claims({ epoch: 1 })), 'wrong-epoch'],
      [await rogueMessage(ada.device, talk.keyOf(2), claims({ logHead: old })), 'wrong-epoch'],
    ];
    for (const [message, code] of attempts) await expect(opened(message)).rejects.toEqual(refused(code));
    const inFirst = await rogueMessage(ada.device, talk.keyOf(1), claims({ epoch: 1, logHead: old }));
    expect((await opened(inFirst)).epoch).toBe(1);
    await expect(opened(inFirst, { key: talk.keyOf(2) })).rejects.toEqual(refused('wrong-epoch'));
  });

  it('is given to no other author', async () => {
    const message = await talk.say(ada.device, 'Yes');
    const { sealed } = await readMessage(message);
    expect((await opened(message)).author).toBe(ada.accountId);
    const taken = await rogueResigned(bea.device, claims(), sealed);
    await expect(opened(taken)).rejects.toEqual(refused('not-authentic'));
    const inHerName = await rogueMessage(bea.device, talk.key, claims({ author: ada.accountId }));
    await expect(opened(inHerName)).rejects.toEqual(refused('unknown-device'));
    const asHerDevice = { author: ada.accountId, deviceKey: ada.device.deviceKey };
    const forged = await rogueMessage(bea.device, talk.key, claims(asHerDevice));
    await expect(opened(forged)).rejects.toEqual(refused('bad-signature'));
  });

  it('comes from no stranger who has the key', async () => {
    const message = await rogueMessage(mallory.device, talk.key, claims());
    await expect(opened(message)).rejects.toEqual(refused('not-a-member'));
    expect((await opened(await rogueMessage(bea.device, talk.key, claims()))).author).toBe(bea.accountId);
  });

  it('of somebody who was removed stands in no epoch that they were not in', async () => {
    const old = talk.log.head;
    await talk.remove(ada.device, bea);
    const now = await rogueMessage(bea.device, talk.keyOf(2), claims());
    await expect(opened(now)).rejects.toEqual(refused('not-a-member'));
    const before = await rogueMessage(bea.device, talk.keyOf(1), claims({ epoch: 1, logHead: old }));
    expect((await opened(before)).epoch).toBe(1);
    await talk.add(ada.device, bea);
    expect((await opened(await talk.say(bea.device, 'Back'))).epoch).toBe(3);
    await expect(opened(now)).rejects.toEqual(refused('not-a-member'));
  });

  it('of a newcomer stands in no epoch before', async () => {
    const old = talk.log.head;
    await talk.add(ada.device, mallory);
    const early = claims({ epoch: 1, logHead: old });
    await expect(opened(await rogueMessage(mallory.device, talk.keyOf(1), early))).rejects.toEqual(
      refused('not-a-member'),
    );
    expect((await opened(await talk.say(mallory.device, 'Hello'))).author).toBe(mallory.accountId);
  });

  it('is taken from nobody under a key that somebody who left still has', async () => {
    const before = await talk.say(cy.device, 'Bye');
    await talk.change(cy.device, () => ({ kind: 'leave' }));
    for (const { device } of [cy, ada]) {
      await expect(opened(await rogueMessage(device, talk.key, claims()))).rejects.toEqual(
        refused('rotation-due'),
      );
    }
    expect((await opened(before)).content).toEqual({ kind: 'text', body: 'Bye' });
    await talk.rotate(ada.device);
    expect((await opened(await talk.say(ada.device, 'Bye'))).epoch).toBe(2);
  });

  it('is taken from no revoked device, from the epoch on whose start notes it', async () => {
    const lost = await people.device(bea.accountId);
    const before = await talk.say(lost, 'Here');
    people.revoke(lost);
    const [first, firstHead] = [talk.keyOf(1), talk.log.head];
    await talk.rotate(bea.device);
    await expect(opened(await rogueMessage(lost, talk.keyOf(2), claims()))).rejects.toEqual(
      refused('revoked-device'),
    );
    expect((await opened(before)).author).toBe(bea.accountId);
    const backdated = await rogueMessage(lost, first, claims({ epoch: 1, logHead: firstHead }));
    expect((await opened(backdated)).epoch).toBe(1);
    expect((await opened(await talk.say(bea.device, 'Here'))).epoch).toBe(2);
  });

  it('names a place of the log as it is', async () => {
    const elsewhere = claims({ logHead: new Uint8Array(32).fill(3) });
    await expect(opened(await rogueMessage(ada.device, talk.key, elsewhere))).rejects.toEqual(
      refused('unknown-head'),
    );
    expect((await opened(await rogueMessage(ada.device, talk.key, claims()))).epoch).toBe(1);
  });
});

describe('the messages of a device', () => {
  let messages: [OpenedMessage, OpenedMessage, OpenedMessage];
  beforeEach(async () => {
    const [one, two, three] = [
      await talk.say(ada.device, 'One'),
      await talk.say(ada.device, 'Two'),
      await talk.say(ada.device, 'Three'),
    ];
    messages = [await opened(one), await opened(two), await opened(three)];
  });

  it('are known to be whole where nobody left out any', () => {
    const chain = new AuthorChain();
    expect(messages.map((message) => chain.note(message))).toEqual(['next', 'next', 'next']);
    expect(chain.missing).toEqual([]);
  });

  it('cannot be repeated, left out or reordered unnoticed', () => {
    const [one, two, three] = messages;
    const chain = new AuthorChain();
    expect([one, one, three].map((message) => chain.note(message))).toEqual(['next', 'replayed', 'gap']);
    expect(chain.missing).toEqual([{ from: 1, to: 1 }]);
    expect([two, three].map((message) => chain.note(message))).toEqual(['earlier', 'replayed']);
  });

  it('cannot be two in one place', async () => {
    const [one, two] = messages;
    const place = { conversationId: talk.id, epoch: 1, logHead: talk.log.head };
    const otherTwo = await opened(
      await rogueMessage(ada.device, talk.key, { ...place, counter: 1, previousHash: one.hash }, 'No'),
    );
    const chain = new AuthorChain();
    expect([one, two, otherTwo].map((message) => chain.note(message))).toEqual(['next', 'next', 'fork']);
    const three = { ...place, messageId: newId(), counter: 2, previousHash: otherTwo.hash };
    expect(chain.note(await opened(await rogueMessage(ada.device, talk.key, three)))).toBe('fork');
    expect(chain.note(messages[2])).toBe('next');
  });
});

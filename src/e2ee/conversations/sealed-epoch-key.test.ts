import { createHash, hkdfSync } from 'node:crypto';
import { Aes256Gcm, CipherSuite, HkdfSha256 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Bytes, concat, copyOf, fromBase64Url, utf8 } from '../bytes.ts';
import { committedKey, createEpochKey, importEpochKey } from './epoch-key.ts';
import { openHistoryLink, sealHistoryLink } from './history-link.ts';
import { ConversationRefusal, type ConversationRefusalCode } from './refusal.ts';
import { openEpochKey, readCover, sealEpochKey } from './sealed-epoch-key.ts';
import { Conversation, openHistory } from './testing/conversation.ts';
import { People, type Person } from './testing/people.ts';

const refused = (code: ConversationRefusalCode) => new ConversationRefusal(code);

let people: People;
let ada: Person;
let bea: Person;
let cy: Person;
beforeAll(async () => {
  people = new People();
  [ada, bea, cy] = await Promise.all([people.person(), people.person(), people.person()]);
});

const idOf = (id: string): Bytes => fromBase64Url(id) ?? new Uint8Array();
const opened = (talk: Conversation, epoch: number, person: Person) =>
  openEpochKey(talk.log, person, talk.sealedKeyOf(epoch).cover, talk.boxOf(epoch, person));

describe('the key of an epoch', () => {
  it('is opened by each member, by its own box alone', async () => {
    const talk = await Conversation.of(people, [ada, bea, cy]);
    for (const person of [ada, bea, cy]) {
      expect((await opened(talk, 1, person)).secret).toEqual(talk.key.secret);
    }
  });

  it('is another one in each epoch', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    await talk.rotate(bea.device);
    expect(talk.keyOf(2).secret).not.toEqual(talk.keyOf(1).secret);
    expect((await opened(talk, 2, ada)).secret).toEqual(talk.keyOf(2).secret);
  });

  it('can be sealed to a member by any other who has it', async () => {
    const talk = await Conversation.of(people, [ada, bea, cy]);
    const again = await sealEpochKey(talk.log, bea.device, talk.key, undefined, [cy]);
    const box = again.boxes.get(cy.accountId) ?? new Uint8Array();
    expect((await openEpochKey(talk.log, cy, again.cover, box)).secret).toEqual(talk.key.secret);
    expect((await readCover(talk.log, again.cover)).author).toBe(bea.accountId);
  });

  it('says to which keys it was sealed, for whoever has pinned others', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const { sealedTo } = await readCover(talk.log, talk.sealedKeyOf(1).cover);
    const hashOf = (bytes: Bytes) => new Uint8Array(createHash('sha256').update(bytes).digest());
    expect([...sealedTo.keys()].sort()).toEqual([ada.accountId, bea.accountId].sort());
    expect(sealedTo.get(bea.accountId)).toEqual({
      sealKeyHash: hashOf(bea.sealKey),
      boxHash: hashOf(talk.boxOf(1, bea)),
    });
  });

  it('reaches the others where nobody can seal to the key of one', async () => {
    const talk = await Conversation.of(people, [ada, bea, cy]);
    const broken = { accountId: bea.accountId, sealKey: new Uint8Array(1216).fill(255) };
    const sealed = await sealEpochKey(talk.log, ada.device, talk.key, undefined, [ada, broken, cy]);
    expect([sealed.unsealed, [...sealed.boxes.keys()].sort()]).toEqual([
      [bea.accountId],
      [ada.accountId, cy.accountId].sort(),
    ]);
  });

  it('is sealed to members alone, by a member, and is the one of the log', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const sealing = (device = ada.device, key = talk.key, to = [bea]) =>
      sealEpochKey(talk.log, device, key, undefined, to);
    expect((await sealing()).boxes.size).toBe(1);
    await expect(sealing(cy.device)).rejects.toEqual(refused('not-a-member'));
    await expect(sealing(ada.device, talk.key, [bea, cy])).rejects.toEqual(refused('not-a-member'));
    const other = await createEpochKey(talk.id, 1);
    await expect(sealing(ada.device, other)).rejects.toEqual(refused('wrong-commitment'));
  });

  it('is derived and sealed as it is written down', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const { key, log } = talk;
    const place = concat(idOf(talk.id), Uint8Array.of(0, 0, 0, 1));
    const commitment = createHash('sha256')
      .update(concat(utf8('Sottovoce 1.0 conversation key commitment\0'), place, key.secret))
      .digest();
    expect(key.commitment).toEqual(new Uint8Array(commitment));
    const info = 'Sottovoce 1.0 conversation history link';
    const historyKey = await crypto.subtle.importKey(
      'raw',
      hkdfSync('sha256', key.secret, place, info, 32),
      'AES-GCM',
      false,
      ['decrypt'],
    );
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: new Uint8Array(12) },
      key.historyKey,
      utf8('x'),
    );
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: new Uint8Array(12) },
      historyKey,
      sealed,
    );
    expect(new Uint8Array(plain)).toEqual(utf8('x'));

    const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
    const box = talk.boxOf(1, bea);
    const secret = await suite.open(
      {
        recipientKey: await suite.kem.deserializePrivateKey(copyOf(bea.sealSecret)),
        enc: box.slice(0, 1120),
        info: concat(
          utf8('Sottovoce 1.0 conversation epoch key\0'),
          place,
          log.head,
          idOf(ada.accountId),
          ada.device.deviceKey,
          key.commitment,
        ),
      },
      box.slice(1120),
      idOf(bea.accountId),
    );
    expect([new Uint8Array(secret), box.length]).toEqual([key.secret, 1168]);
  });

  it('is kept as 32 bytes', async () => {
    const talk = await Conversation.of(people, [ada]);
    const { presentEpoch } = talk.log;
    expect((await committedKey(presentEpoch, talk.key.secret)).commitment).toEqual(talk.key.commitment);
    await expect(committedKey(presentEpoch, new Uint8Array(32))).rejects.toEqual(refused('wrong-commitment'));
    await expect(importEpochKey(talk.id, 1, new Uint8Array(31))).rejects.toEqual(refused('malformed'));
  });
});

describe('history', () => {
  const linkOf = async (talk: Conversation, epoch: number) =>
    (await readCover(talk.log, talk.sealedKeyOf(epoch).cover)).link;

  it('opens backwards to newcomers where the policy says so', async () => {
    const talk = await Conversation.of(people, [ada, bea], { policy: openHistory });
    await talk.rotate(bea.device);
    await talk.add(ada.device, cy);
    let key = await opened(talk, 3, cy);
    for (const epoch of [2, 1]) {
      const link = (await linkOf(talk, key.epoch)) ?? new Uint8Array();
      key = await openHistoryLink(key, link, talk.log.epoch(epoch));
      expect(key.secret).toEqual(talk.keyOf(epoch).secret);
    }
  });

  it('stays closed where it does not', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    await talk.add(ada.device, cy);
    expect(await linkOf(talk, 2)).toBeUndefined();
  });

  it('opens from the first epoch on that was open from its start', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const rule = (newcomersSeeHistory: boolean) =>
      talk.change(ada.device, () => ({
        kind: 'policy',
        policy: { newcomersSeeHistory, disappearAfter: undefined },
      }));
    await rule(true);
    for (let epoch = 2; epoch <= 4; epoch += 1) await talk.rotate(ada.device);
    // A word of closed times, however short, closes the whole epoch.
    await rule(false);
    await rule(true);
    for (let epoch = 5; epoch <= 6; epoch += 1) await talk.rotate(ada.device);
    const links = await Promise.all([1, 2, 3, 4, 5, 6].map((epoch) => linkOf(talk, epoch)));
    expect(links.map((link) => link !== undefined)).toEqual([false, false, true, true, false, true]);
  });

  it('leads to the key of the log, and of the epoch before', async () => {
    const talk = await Conversation.of(people, [ada], { policy: openHistory });
    await talk.rotate(ada.device);
    await talk.rotate(ada.device);
    const other = await createEpochKey(talk.id, 1);
    const link = await sealHistoryLink(talk.keyOf(2), other);
    await expect(openHistoryLink(talk.keyOf(2), link, talk.log.epoch(1))).rejects.toEqual(
      refused('wrong-commitment'),
    );
    expect(() => sealHistoryLink(talk.keyOf(3), talk.keyOf(1))).toThrow(RangeError);
    const genuine = await sealHistoryLink(talk.keyOf(3), talk.keyOf(2));
    await expect(openHistoryLink(talk.keyOf(3), genuine, talk.log.epoch(1))).rejects.toEqual(
      refused('wrong-epoch'),
    );
    await expect(openHistoryLink(talk.keyOf(2), genuine, talk.log.epoch(1))).rejects.toEqual(
      refused('not-authentic'),
    );
  });
});

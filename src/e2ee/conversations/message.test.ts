import { createDecipheriv, hkdfSync, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Bytes, concat, fromBase64Url, utf8 } from '../bytes.ts';
import { noHash } from './layout.ts';
import { openMessage, readMessage, sealMessage, type WrittenMessage } from './message.ts';
import { ConversationRefusal, type ConversationRefusalCode } from './refusal.ts';
import { Conversation, someTime } from './testing/conversation.ts';
import { newId, People, type Person } from './testing/people.ts';

const refused = (code: ConversationRefusalCode) => new ConversationRefusal(code);

let people: People;
let ada: Person;
let bea: Person;
beforeAll(async () => {
  people = new People();
  [ada, bea] = await Promise.all([people.person(), people.person()]);
});

const written = (): WrittenMessage => ({
  messageId: newId(),
  counter: 0,
  previousHash: noHash,
  sentAt: someTime,
  content: { kind: 'text', body: 'Ciao' },
});

async function opened(talk: Conversation, message: Bytes) {
  const received = await readMessage(message);
  return openMessage(talk.log, talk.keyOf(received.epoch), received);
}

describe('a message', () => {
  it('is opened by the members, and says who wrote what, when and where', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const first = await talk.say(ada.device, 'Ciao');
    const second = await talk.say(ada.device, { kind: 'delete', of: newId() });
    const [one, two] = [await opened(talk, first), await opened(talk, second)];
    expect(one).toEqual({
      conversationId: talk.id,
      messageId: one.messageId,
      epoch: 1,
      logHead: talk.log.head,
      author: ada.accountId,
      deviceKey: ada.device.deviceKey,
      counter: 0,
      previousHash: noHash,
      hash: two.previousHash,
      sentAt: someTime,
      content: { kind: 'text', body: 'Ciao' },
    });
    expect([two.counter, two.content.kind]).toEqual([1, 'delete']);
  });

  it('is opened after its epoch has ended, and after its author has gone', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const message = await talk.say(bea.device, 'Ciao');
    await talk.remove(ada.device, bea);
    expect((await opened(talk, message)).content).toEqual({ kind: 'text', body: 'Ciao' });
  });

  it('lies in the bytes that are written down', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const message = await talk.say(ada.device, 'Ciao');
    const idOf = (id: string) => fromBase64Url(id) ?? new Uint8Array();
    const { messageId } = await readMessage(message);
    const head = concat(
      Uint8Array.of(1),
      idOf(talk.id),
      idOf(messageId),
      Uint8Array.of(0, 0, 0, 1),
      talk.log.head,
      idOf(ada.accountId),
      ada.device.deviceKey,
      new Uint8Array(4),
      noHash,
    );
    expect([message.slice(0, head.length), message.length]).toEqual([head, head.length + 12 + 256 + 16 + 64]);
    const salt = concat(idOf(talk.id), Uint8Array.of(0, 0, 0, 1));
    const key = hkdfSync('sha256', talk.key.secret, salt, 'Sottovoce 1.0 conversation message', 32);
    const [iv, sealed] = [
      message.subarray(head.length, head.length + 12),
      message.subarray(head.length + 12, -64),
    ];
    const cipher = createDecipheriv('aes-256-gcm', new Uint8Array(key), iv);
    cipher.setAAD(head);
    cipher.setAuthTag(sealed.subarray(-16));
    const block = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    const content = utf8('{"kind":"text","body":"Ciao"}');
    expect(block.subarray(0, 4).readUInt32BE()).toBe(8 + content.length);
    expect(Number(block.subarray(4, 12).readBigUInt64BE())).toBe(someTime);
    expect(new Uint8Array(block.subarray(12, 12 + content.length))).toEqual(content);
    const x = Buffer.from(ada.device.deviceKey).toString('base64url');
    const signed = concat(utf8('Sottovoce 1.0 conversation message\0'), message.slice(0, -64));
    const publicKey = { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' } as const;
    expect(verify(null, signed, publicKey, message.subarray(-64))).toBe(true);
  });

  it('is as long as others', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const lengths: number[] = [];
    for (const body of ['A', 'A'.repeat(200), 'A'.repeat(300), '\u0001'.repeat(20_000)]) {
      lengths.push((await talk.say(ada.device, body)).length);
    }
    const around = 153 + 12 + 16 + 64;
    expect(lengths).toEqual([256, 256, 512, 131_072].map((bucket) => around + bucket));
  });

  it('is refused with any bit changed, cut short or drawn out', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const message = await talk.say(ada.device, 'Ciao');
    for (let at = 0; at < message.length; at += 1) {
      const changed = message.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const attempt = readMessage(changed).then((received) => openMessage(talk.log, talk.key, received));
      await expect(attempt).rejects.toBeInstanceOf(ConversationRefusal);
    }
    await expect(readMessage(message.slice(0, 200))).rejects.toEqual(refused('malformed'));
    await expect(opened(talk, Uint8Array.of(...message, 0))).rejects.toEqual(refused('bad-signature'));
    expect((await opened(talk, message)).author).toBe(ada.accountId);
  });

  it('is sealed by a member, in the present epoch, with the key of it', async () => {
    const talk = await Conversation.of(people, [ada, bea]);
    const stranger = await people.person();
    const sealing = (person: Person, key = talk.key) => sealMessage(talk.log, person.device, key, written());
    await expect(sealing(stranger)).rejects.toEqual(refused('not-a-member'));
    await talk.rotate(ada.device);
    await expect(sealing(bea, talk.keyOf(1))).rejects.toEqual(refused('wrong-epoch'));
    const other = await Conversation.of(people, [ada, bea]);
    await expect(sealing(bea, other.key)).rejects.toEqual(refused('wrong-conversation'));
    expect((await readMessage(await sealing(bea))).epoch).toBe(2);
  });

  it('is not sealed under a key that somebody who left still has', async () => {
    const [cy, talk] = [await people.person(), await Conversation.of(people, [ada, bea])];
    await talk.add(ada.device, cy);
    await talk.change(cy.device, () => ({ kind: 'leave' }));
    await expect(sealMessage(talk.log, ada.device, talk.key, written())).rejects.toEqual(
      refused('rotation-due'),
    );
    await talk.rotate(bea.device);
    expect((await opened(talk, await talk.say(ada.device, 'Ciao'))).epoch).toBe(3);
  });
});

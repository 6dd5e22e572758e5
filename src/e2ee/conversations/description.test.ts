import { beforeAll, describe, expect, it } from '@jest/globals';
import { toBase64Url } from '../bytes.ts';
import { openDescription, sealDescription } from './description.ts';
import { createEpochKey } from './epoch-key.ts';
import { descriptionLimit } from './membership-change.ts';
import { ConversationRefusal } from './refusal.ts';
import { Conversation } from './testing/conversation.ts';
import { newId, People, type Person } from './testing/people.ts';

let people: People;
let ada: Person;
beforeAll(async () => {
  people = new People();
  ada = await people.person();
});

describe('the description of a group', () => {
  it('stands in the log, and opens with the key of its epoch', async () => {
    const talk = await Conversation.of(people, [ada]);
    const sealed = await sealDescription(talk.key, { title: 'Sunday lunch' });
    await talk.change(ada.device, () => ({ kind: 'describe', sealed }));
    await talk.rotate(ada.device);
    const { description } = (await talk.read()).state;
    expect(description).toEqual({ sealed, epoch: 1 });
    expect(await openDescription(talk.keyOf(1), sealed)).toEqual({ title: 'Sunday lunch' });
    await expect(openDescription(talk.keyOf(2), sealed)).rejects.toEqual(
      new ConversationRefusal('not-authentic'),
    );
  });

  it('has one length for all titles, and room for a picture', async () => {
    const key = await createEpochKey(newId(), 1);
    const [short, long] = await Promise.all(
      ['', 'x'.repeat(128)].map((title) => sealDescription(key, { title })),
    );
    expect(short?.length).toBe(long?.length);
    const picture = toBase64Url(new Uint8Array(45_000));
    const pictured = await sealDescription(key, { title: 'x', picture });
    expect(pictured.length).toBe(descriptionLimit);
    expect(await openDescription(key, pictured)).toEqual({ title: 'x', picture });
    await expect(sealDescription(key, { title: 'x', picture: 'no picture' })).rejects.toThrow();
  });

  it('is not sealed for somebody who has left', async () => {
    const [own, bea] = [await people.person(), await people.person()];
    const talk = await Conversation.of(people, [own, bea]);
    await talk.change(bea.device, () => ({ kind: 'leave' }));
    const describing = () =>
      talk.change(own.device, () => ({ kind: 'describe', sealed: new Uint8Array(40) }));
    await expect(describing()).rejects.toEqual(new ConversationRefusal('rotation-due'));
    await talk.rotate(own.device);
    await describing();
    expect(talk.log.state.description?.epoch).toBe(2);
  });
});

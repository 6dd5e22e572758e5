import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { toBase64Url } from '../../src/e2ee/bytes.ts';
import { type Delivery, type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { bytesOf } from '../harness/group/rogue-member.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let ada: GroupPerson;
let bea: GroupPerson;
/** All that went through the room, oldest first. */
let seen: Delivery[];
beforeEach(async () => {
  room = new GroupRoom();
  seen = [];
  room.intercept = (delivery) => {
    seen.push(delivery);
    return [delivery];
  };
  ada = await room.join('Ada');
  bea = await room.join('Bea');
});
afterEach(() => room.close());

const codeAt = ({ call }: GroupPerson): string | undefined => call.verificationCode.value;
const nameAt = ({ call }: GroupPerson, id: string): string | undefined =>
  call.members.value.find((member) => member.id === id)?.displayName;
const alarmsAt = ({ call }: GroupPerson) => call.alarms.value;
const sentTo = (to: string, name: Delivery['name']): Delivery[] =>
  seen.filter((delivery) => delivery.to === to && delivery.name === name);

async function renewed(): Promise<void> {
  const before = codeAt(bea);
  await ada.call.renewInvitation();
  await room.until('the next epoch', () => codeAt(bea) !== before && codeAt(bea) === codeAt(ada));
}

async function renamed(person: GroupPerson, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    person.keys.rename(name);
    await room.until(`the name ${name}`, () => nameAt(bea, person.peerId) === name);
  }
}

describe('a message that the server delivers again', () => {
  it('says nothing a second time, and is told', async () => {
    seen = [];
    await renamed(ada, 'Adele', 'Adriana');
    for (const message of sentTo('bea', 'groupMessage')) room.hand(message);
    await room.until('an alarm', () => alarmsAt(bea).length > 0);
    // Whatever comes after shows that all of it was taken.
    await room.join('Cy');
    expect(nameAt(bea, 'ada')).toBe('Adriana');
    expect(alarmsAt(bea)).toEqual([{ kind: 'split' }]);
  });

  it('says nothing in the next epoch, either', async () => {
    seen = [];
    await renamed(ada, 'Adele', 'Adriana');
    const messages = sentTo('bea', 'groupMessage');
    await renewed();
    for (const message of messages) room.hand(message);
    await room.join('Cy', { invitation: ada.call.invitation.value });
    expect(nameAt(bea, 'ada')).toBe('Adriana');
  });

  it('says nothing in the name of another', async () => {
    seen = [];
    await renamed(ada, 'Adele');
    const cy = await room.join('Cy');
    for (const delivery of sentTo('bea', 'groupMessage')) {
      if (delivery.name !== 'groupMessage') continue;
      room.hand({ ...delivery, to: 'cy', data: { ...delivery.data, byPeerId: 'bea' } });
    }
    await room.join('Dan');
    expect(nameAt(cy, 'bea')).toBe('Bea');
  });
});

describe('messages in another order', () => {
  it('are all read', async () => {
    const cy = await room.join('Cy');
    const held: Delivery[] = [];
    room.intercept = (delivery) => {
      if (delivery.to !== 'cy' || delivery.name !== 'groupMessage') return [delivery];
      held.push(delivery);
      return [];
    };
    ada.keys.rename('Adele');
    bea.keys.rename('Beatrice');
    await room.until('both messages', () => held.length >= 2);
    room.intercept = (delivery) => [delivery];
    for (const delivery of held.reverse()) room.hand(delivery);
    await room.until('both names', () => nameAt(cy, 'ada') === 'Adele' && nameAt(cy, 'bea') === 'Beatrice');
    expect(alarmsAt(cy)).toEqual([]);
  });
});

describe('a commit', () => {
  it('that the server delivers again changes nothing', async () => {
    await renewed();
    await renewed();
    const code = codeAt(bea);
    for (const commit of sentTo('bea', 'groupCommitted')) room.hand(commit);
    for (const commit of sentTo('bea', 'groupWelcome')) room.hand(commit);
    bea.keys.rename('Beatrice');
    await room.until('the new name', () => nameAt(ada, 'bea') === 'Beatrice');
    expect(codeAt(bea)).toBe(code);
    expect(alarmsAt(bea)).toEqual([]);
  });

  it('that comes before the one that it follows is taken after it', async () => {
    const held: Delivery[] = [];
    room.intercept = (delivery) => {
      if (delivery.to !== 'bea' || delivery.name !== 'groupCommitted') return [delivery];
      held.push(delivery);
      return [];
    };
    await ada.call.renewInvitation();
    await ada.call.renewInvitation();
    room.intercept = (delivery) => [delivery];
    for (const delivery of held.reverse()) room.hand(delivery);
    await room.until('one epoch', () => codeAt(bea) === codeAt(ada));
    expect(alarmsAt(bea)).toEqual([]);
  });

  it('with one bit changed is refused, and told', async () => {
    const code = codeAt(bea);
    room.intercept = (delivery) => {
      if (delivery.to !== 'bea' || delivery.name !== 'groupCommitted') return [delivery];
      const bytes = bytesOf(delivery.data.commit);
      const at = bytes.length - 9;
      const commit = toBase64Url(bytes.with(at, (bytes[at] ?? 0) ^ 1));
      return [{ ...delivery, data: { ...delivery.data, commit } }];
    };
    await ada.call.renewInvitation();
    await room.until('an alarm', () => alarmsAt(bea).length > 0);
    expect(alarmsAt(bea)).toEqual([{ kind: 'split' }]);
    expect(codeAt(bea)).toBe(code);
  });

  it('of another call is refused, whatever the server calls it', async () => {
    await room.until('a word of somebody', () => seen.some(({ name }) => name === 'groupMessage'));
    const [groupId, code] = [groupIdOf(seen), codeAt(bea)];
    const elsewhere = new GroupRoom(room.invitation);
    const foreign: Delivery[] = [];
    elsewhere.intercept = (delivery) => {
      foreign.push(delivery);
      return [delivery];
    };
    const [first] = [await elsewhere.join('Ada'), await elsewhere.join('Cy')];
    await first.call.renewInvitation();
    elsewhere.close();
    for (const delivery of foreign) {
      if (delivery.name === 'groupCommitted') {
        room.hand({ ...delivery, to: 'bea', data: { ...delivery.data, groupId } });
      }
    }
    bea.keys.rename('Beatrice');
    await room.until('the new name', () => nameAt(ada, 'bea') === 'Beatrice');
    expect(foreign.some(({ name }) => name === 'groupCommitted')).toBe(true);
    expect(codeAt(bea)).toBe(code);
  });
});

function groupIdOf(deliveries: readonly Delivery[]): string {
  for (const { name, data } of deliveries)
    if (name === 'groupCommitted' || name === 'groupMessage') return data.groupId;
  throw new Error('Nothing was delivered.');
}

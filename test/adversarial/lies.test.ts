import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { toBase64Url } from '../../src/e2ee/bytes.ts';
import { personCalled } from '../../src/e2ee/group/testing/people.ts';
import { Rogue } from '../../src/e2ee/group/testing/rogue.ts';
import { FakeTime } from '../harness/group/fake-time.ts';
import { fed, sealed, sealedOne } from '../harness/group/frames.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { RequestsForEntry } from '../harness/group/requests-for-entry.ts';
import { invitationOf } from '../harness/group/rogue-member.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let time: FakeTime;
let ada: GroupPerson;
let bea: GroupPerson;
beforeEach(async () => {
  room = new GroupRoom();
  time = FakeTime.begin(room);
  ada = await room.join('Ada');
  bea = await room.join('Bea');
});
afterEach(() => {
  room.close();
  time.end();
});

const idsAt = ({ call }: GroupPerson): string[] => call.members.value.map(({ id }) => id);
const codeAt = ({ call }: GroupPerson): string | undefined => call.verificationCode.value;

describe('somebody who is reported gone and is not', () => {
  it('is out of the keys and shown as such, and comes back as the same person', async () => {
    const cy = await room.join('Cy');
    for (const person of [ada, bea]) person.keys.session.peerLeft('cy');
    await room.until('Cy to be removed', () => idsAt(ada).length === 2 && idsAt(bea).length === 2);
    for (const person of [ada, bea]) person.keys.session.peerJoined('cy');
    await room.settle();
    const [frame] = await sealed(room, cy.send('camera'), 'I am back');
    const fate = await fed(room, ada, ada.receive('cy', 'camera'), frame ? [frame] : []);
    expect(fate).toEqual({ shown: ['I am back'], dropped: {} });
    expect([ada, bea, cy].flatMap(({ call }) => call.alarms.value)).toEqual([]);
  });
});

describe('somebody from whom the server keeps the welcome', () => {
  it('sends nothing and shows nothing, is named to all, and is missed by them within 45 s', async () => {
    room.intercept = (delivery) => (delivery.name === 'groupWelcome' ? [] : [delivery]);
    const cy = await room.enter('Cy');
    await room.until('Cy to be named', () => idsAt(ada).includes('cy') && idsAt(bea).includes('cy'));
    const frame = await sealedOne(room, ada.send('camera'), 'for those inside');
    expect((await fed(room, cy, cy.receive('ada', 'camera'), [frame])).shown).toEqual([]);
    await time.pass(46_000);
    expect(cy.call.state.value.kind).toBe('entering');
    expect(cy.call.verificationCode.value).toBeUndefined();
    for (const { call } of [ada, bea]) expect(call.alarms.value).toEqual([{ kind: 'split' }]);
  });
});

describe('a newcomer to whom the server denies the call', () => {
  it('is in a call of its own, in which nobody else is shown', async () => {
    room.interceptRequest = ({ from, method }, answer) => {
      if (from !== 'cy') return answer();
      if (method === 'getGroupState') return { group: null, admissions: [], commits: [], gap: true };
      return method === 'createGroup' ? { admissions: [] } : {};
    };
    const cy = await room.enter('Cy');
    await room.until('Cy to be in a call', () => cy.call.state.value.kind === 'encrypted');
    expect(idsAt(cy)).toEqual(['cy']);
    expect([codeAt(ada), codeAt(bea)]).not.toContain(codeAt(cy));
    const frame = await sealedOne(room, ada.send('camera'), 'for those inside');
    expect((await fed(room, cy, cy.receive('ada', 'camera'), [frame])).shown).toEqual([]);
  });
});

describe('a call that the server has made up', () => {
  it('takes in nobody without the secret of the invitation', async () => {
    const requests = new RequestsForEntry(room, await invitationOf(room));
    room.intercept = (delivery) => (delivery.name === 'groupWelcome' ? [] : [delivery]);
    const cy = await room.enter('Cy');
    // It knows Cy's key package, as if somebody inside had told, and not the secret.
    const fake = await Rogue.create(await personCalled('Ada', 'ada'), await invitationOf(room));
    const { welcome = new Uint8Array() } = await fake.commit([await requests.addOf('cy')]);
    const data = { groupId: 'ZmFrZQ', epoch: 1, welcome: toBase64Url(welcome), byPeerId: 'ada' };
    room.hand({ to: 'cy', name: 'groupWelcome', data });
    await room.until('an alarm', () => cy.call.alarms.value.length > 0);
    expect(cy.call.alarms.value).toEqual([{ kind: 'tampered', reason: 'no-invitation' }]);
    expect(cy.call.state.value.kind).toBe('entering');
  });
});

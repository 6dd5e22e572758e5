import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { FakeTime } from '../harness/group/fake-time.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { SplitServer } from '../harness/group/split-server.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let time: FakeTime;
let people: GroupPerson[];
beforeEach(async () => {
  room = new GroupRoom();
  time = FakeTime.begin(room);
  people = [];
  for (const name of ['Ada', 'Bea', 'Cy', 'Dan']) people.push(await room.join(name));
});
afterEach(() => {
  room.close();
  time.end();
});

const codesOf = (some: readonly GroupPerson[]) =>
  new Set(some.map(({ call }) => call.verificationCode.value));
const alarmsOf = (some: readonly GroupPerson[]) => some.flatMap(({ call }) => call.alarms.value);

/** Has each half follow a commit of its own. */
async function split(server: SplitServer): Promise<void> {
  const before = codesOf(people);
  const [ada, , cy] = people;
  await Promise.all([ada?.call.renewInvitation(), cy?.call.renewInvitation()]);
  await room.until('two epochs', () => people.every(({ call }) => !before.has(call.verificationCode.value)));
  expect(server.commits).toEqual({ left: 1, right: 1 });
}

describe('a call that nobody splits', () => {
  it('raises no alarm, however long it takes and whatever changes', async () => {
    const before = codesOf(people);
    await people[0]?.call.renewInvitation();
    await time.pass(100_000);
    expect(codesOf(people).size).toBe(1);
    expect(codesOf(people)).not.toEqual(before);
    expect(alarmsOf(people)).toEqual([]);
  });
});

describe('a call that the server splits by two commits', () => {
  it('shows two codes, and alarms everybody as soon as one half hears the other', async () => {
    const server = new SplitServer(room, { left: ['ada', 'bea'], right: ['cy', 'dan'] });
    server.relaysAcross = true;
    await split(server);
    const [left, right] = [codesOf(people.slice(0, 2)), codesOf(people.slice(2))];
    expect([left.size, right.size]).toEqual([1, 1]);
    expect(left).not.toEqual(right);
    // Each says something every 15 s at most.
    await time.pass(16_000);
    for (const { call } of people) expect(call.alarms.value).toEqual([{ kind: 'split' }]);
  });

  it('alarms everybody within 45 s where the halves are kept apart', async () => {
    const server = new SplitServer(room, { left: ['ada', 'bea'], right: ['cy', 'dan'] });
    await split(server);
    expect(codesOf(people).size).toBe(2);
    await time.pass(25_000);
    expect(alarmsOf(people)).toEqual([]);
    await time.pass(21_000);
    for (const { call } of people) expect(call.alarms.value).toEqual([{ kind: 'split' }]);
  });
});

describe('a member whom the server keeps in the past', () => {
  it('alarms the others within 45 s of the commit that it does not get, and is alarmed after twice that', async () => {
    const [ada, bea, ...others] = people.slice(0, 4) as [GroupPerson, GroupPerson, ...GroupPerson[]];
    room.intercept = (delivery) =>
      delivery.to === 'bea' && delivery.name === 'groupCommitted' ? [] : [delivery];
    room.interceptRequest = ({ from, method }, answer) => {
      if (from === 'bea' && method === 'getGroupState') throw new ProtocolError('unreachable');
      return answer();
    };
    const before = bea.call.verificationCode.value;
    await ada.call.renewInvitation();
    await time.pass(46_000);
    expect(bea.call.verificationCode.value).toBe(before);
    expect(ada.call.verificationCode.value).not.toBe(before);
    for (const { call } of [ada, ...others]) expect(call.alarms.value).toEqual([{ kind: 'split' }]);
    // It has heard the others in this period: the next one is silent.
    await time.pass(45_000);
    expect(bea.call.alarms.value).toEqual([{ kind: 'split' }]);
  });
});

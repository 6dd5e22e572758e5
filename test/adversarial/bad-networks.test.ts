import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { LossyNetwork } from '../harness/group/lossy-network.ts';
import { RandomHistory } from '../simulation/random-history.ts';

jest.setTimeout(120_000);

let room: GroupRoom;
beforeEach(() => {
  room = new GroupRoom();
});
afterEach(() => room.close());

const everybody = (): GroupPerson[] => [...room.people.values()];
const alarms = () => everybody().flatMap(({ call }) => call.alarms.value);
const enterAll = (...names: readonly string[]) => Promise.all(names.map((name) => room.enter(name)));

describe('a committer that dies in mid-commit', () => {
  it('is replaced, where its commit reached nobody', async () => {
    const [ada, bea] = [await room.join('Ada'), await room.join('Bea')];
    let isTaken = false;
    room.interceptRequest = ({ from, method }, answer) => {
      if (from !== 'ada' || method !== 'commitGroup') return answer();
      isTaken = true;
      throw new ProtocolError('unreachable');
    };
    const cy = await room.enter('Cy');
    await room.until("Ada's commit", () => isTaken);
    room.leave(ada);
    await room.settle();
    expect(cy.call.members.value.map(({ id }) => id)).toEqual(['cy', 'bea']);
    expect(bea.call.members.value.map(({ id }) => id)).toEqual(['bea', 'cy']);
    expect(alarms()).toEqual([]);
  });

  it('leaves a commit that counts, where the room has taken it', async () => {
    const ada = await room.join('Ada');
    await room.join('Bea');
    let isTaken = false;
    room.interceptRequest = ({ from, method }, answer) => {
      const answered = answer();
      if (from !== 'ada' || method !== 'commitGroup') return answered;
      isTaken = true;
      throw new ProtocolError('unreachable');
    };
    await room.enter('Cy');
    await room.until("Ada's commit", () => isTaken);
    room.leave(ada);
    await room.settle();
    expect(alarms()).toEqual([]);
  });

  it('goes on by itself, where only the answer was lost', async () => {
    await room.join('Ada');
    await room.join('Bea');
    let losses = 0;
    room.interceptRequest = ({ method }, answer) => {
      const answered = answer();
      if (method !== 'commitGroup' || losses > 0) return answered;
      losses += 1;
      throw new ProtocolError('unreachable');
    };
    await room.join('Cy');
    expect(losses).toBe(1);
    expect(alarms()).toEqual([]);
  });
});

describe('people who come and go', () => {
  it('ten at once, are all in one call in the end', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `Peer${index}`);
    await enterAll(...names);
    await room.settle();
    expect(room.people.size).toBe(10);
    for (const person of everybody().slice(0, 5)) room.leave(person);
    await enterAll(...names.slice(0, 5).map((name) => `${name}b`));
    await room.settle();
    expect(room.people.size).toBe(10);
    for (const person of everybody().slice(1)) room.leave(person);
    await room.settle();
    expect(room.people.size).toBe(1);
    expect(alarms()).toEqual([]);
  });

  it.each([3])(
    'are in one call in the end where 30 %% of all messages break a connection (%i)',
    async (seed) => {
      const random = new RandomHistory(seed);
      const network = new LossyNetwork(room, { loss: 0.3, outage: 100, random: () => random.next() });
      const [ada] = await enterAll('Ada', 'Bea', 'Cy', 'Dan');
      await room.settle();
      if (ada !== undefined) room.leave(ada);
      await enterAll('Eve', 'Fay');
      await room.settle();
      expect(network.cuts).toBeGreaterThan(20);
      expect(alarms()).toEqual([]);
    },
  );
});

describe('a welcome that is lost', () => {
  it('does not keep its addressee out for good', async () => {
    await room.join('Ada');
    let losses = 0;
    room.intercept = (delivery) => {
      if (delivery.name !== 'groupWelcome' || losses > 0) return [delivery];
      losses += 1;
      return [];
    };
    await room.join('Bea');
    expect(losses).toBe(1);
    expect(alarms()).toEqual([]);
  });
});

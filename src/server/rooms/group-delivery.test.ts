import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../../protocol/errors.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { maxGroupMembers } from '../../protocol/group.ts';
import { GroupDelivery, type GroupDeliveryLimits } from './group-delivery.ts';

const groupId = 'Z3JvdXA';
const proof = { keyPackage: 'a2V5', joinMac: 'bWFj' };
const limits: GroupDeliveryLimits = {
  keptCommits: 3,
  keptCommitBytes: 1000,
  pendingAdmissions: 3,
  messageBytes: 30,
  requestsPerSecond: 1,
  requestBurst: 2,
};

let group: GroupDelivery;
let delivered: { to: string; what: string; data: unknown }[];

beforeEach(() => {
  delivered = [];
  group = new GroupDelivery(limits, (to, what, data) => delivered.push({ to, what, data }));
});

/** Who was told what since the last time. */
function told(): string[] {
  return delivered.splice(0).map(({ to, what }) => `${what} to ${to}`);
}

interface CommitWish {
  readonly epoch: number;
  readonly adding?: readonly string[];
  readonly removed?: string[];
  readonly of?: string;
}

function commit(by: string, { epoch, adding = [], removed = [], of = groupId }: CommitWish) {
  const welcomes = adding.map((peerId) => ({ peerId, welcome: 'd2Vs' }));
  return group.commit(by, { groupId: of, epoch, commit: 'Y29t', welcomes, removed });
}

function codeOf(act: () => unknown): ErrorCode | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return undefined;
}

/** Ada makes a group and adds the others, one epoch for each. */
function establish(...others: string[]): void {
  group.create('ada', { groupId });
  others.forEach((peerId, epoch) => {
    group.requestAdmission(peerId, proof);
    commit('ada', { epoch, adding: [peerId] });
  });
  delivered = [];
}

function memberIds(): string[] | undefined {
  return group.state('ada', {}).group?.memberIds;
}

describe('creating a group', () => {
  it('succeeds for the first one, who hears of those who wait already', () => {
    group.requestAdmission('ada', proof);
    group.requestAdmission('grace', proof);
    expect(group.create('ada', { groupId })).toEqual({ admissions: [{ ...proof, peerId: 'grace' }] });
    expect(codeOf(() => group.create('grace', { groupId: 'b3RoZXI' }))).toBe('conflict');
    expect(group.state('grace', {}).group).toEqual({ groupId, epoch: 0, memberIds: ['ada'] });
  });

  it('succeeds again once no member is left, whoever else is there', () => {
    establish('grace');
    group.requestAdmission('alan', proof);
    group.left('ada');
    expect(codeOf(() => group.create('alan', { groupId: 'b3RoZXI' }))).toBe('conflict');
    group.left('grace');
    expect(group.state('alan', {})).toMatchObject({ group: null, admissions: [{ peerId: 'alan' }] });
    group.create('alan', { groupId: 'b3RoZXI' });
    expect(group.state('alan', {}).group).toEqual({ groupId: 'b3RoZXI', epoch: 0, memberIds: ['alan'] });
  });
});

describe('an admission', () => {
  it('is told to every member, and replaced by a later one of the same peer', () => {
    establish('grace');
    group.requestAdmission('alan', proof);
    group.requestAdmission('alan', { ...proof, keyPackage: 'bmV3' });
    const twice = ['admissionRequested to ada', 'admissionRequested to grace'];
    expect(told()).toEqual([...twice, ...twice]);
    expect(group.state('ada', {}).admissions).toEqual([{ ...proof, keyPackage: 'bmV3', peerId: 'alan' }]);
  });

  it('that was granted brings the welcome once more, as it was lost in a cut, until its peer speaks', () => {
    establish('grace');
    group.requestAdmission('grace', proof);
    expect(delivered).toEqual([
      { to: 'grace', what: 'groupWelcome', data: { groupId, epoch: 1, welcome: 'd2Vs', byPeerId: 'ada' } },
    ]);
    told();
    group.relay('grace', { groupId, epoch: 1, message: 'aGVyZQ' });
    told();
    group.requestAdmission('grace', proof);
    expect(told()).toEqual(['admissionRequested to ada']);
  });

  it('that was granted brings nothing to whoever was removed since, or has a new session', () => {
    establish('grace', 'alan');
    commit('ada', { epoch: 2, removed: ['alan'] });
    group.left('grace');
    told();
    for (const peerId of ['alan', 'grace']) group.requestAdmission(peerId, proof);
    expect(told()).toEqual(['admissionRequested to ada', 'admissionRequested to ada']);
  });

  it('ends when it is withdrawn, or when its peer is gone', () => {
    establish();
    group.requestAdmission('grace', proof);
    group.requestAdmission('alan', proof);
    told();
    group.withdrawAdmission('grace');
    group.withdrawAdmission('grace');
    group.left('alan');
    expect(told()).toEqual(['admissionWithdrawn to ada', 'admissionWithdrawn to ada']);
    expect(group.state('ada', {}).admissions).toEqual([]);
  });

  it('is shown to members, and to its own peer', () => {
    establish();
    group.requestAdmission('grace', proof);
    group.requestAdmission('alan', proof);
    const shownTo = (peerId: string) => group.state(peerId, {}).admissions.map((shown) => shown.peerId);
    expect([shownTo('ada'), shownTo('grace'), shownTo('eve')]).toEqual([['grace', 'alan'], ['grace'], []]);
  });

  it('is refused where too many wait', () => {
    ['a', 'b', 'c'].forEach((peerId) => {
      group.requestAdmission(peerId, proof);
    });
    expect(codeOf(() => group.requestAdmission('d', proof))).toBe('limit-reached');
    expect(codeOf(() => group.requestAdmission('c', proof))).toBeUndefined();
  });
});

describe('a commit', () => {
  it('is accepted once for each epoch', () => {
    establish('grace');
    expect(commit('ada', { epoch: 1 })).toEqual({ epoch: 2 });
    expect(codeOf(() => commit('grace', { epoch: 1 }))).toBe('stale-epoch');
    expect(codeOf(() => commit('grace', { epoch: 3 }))).toBe('stale-epoch');
    expect(commit('grace', { epoch: 2 })).toEqual({ epoch: 3 });
    expect(told()).toEqual(['groupCommitted to grace', 'groupCommitted to ada']);
  });

  it('goes to the members, its welcomes to their addressees, who are members from then on', () => {
    establish('grace');
    group.requestAdmission('alan', proof);
    told();
    commit('grace', { epoch: 1, adding: ['alan'] });
    expect(delivered).toEqual([
      {
        to: 'ada',
        what: 'groupCommitted',
        data: { groupId, epoch: 1, commit: 'Y29t', byPeerId: 'grace', added: ['alan'], removed: [] },
      },
      {
        to: 'alan',
        what: 'groupWelcome',
        data: { groupId, epoch: 2, welcome: 'd2Vs', byPeerId: 'grace' },
      },
    ]);
    expect(group.state('alan', {}).admissions).toEqual([]);
    expect(commit('alan', { epoch: 2 })).toEqual({ epoch: 3 });
  });

  it('reaches whom it removes, who is no member from then on', () => {
    establish('grace', 'alan');
    commit('ada', { epoch: 2, removed: ['grace'] });
    expect(told()).toEqual(['groupCommitted to grace', 'groupCommitted to alan']);
    expect(codeOf(() => commit('grace', { epoch: 3 }))).toBe('forbidden');
    expect(memberIds()).toEqual(['ada', 'alan']);
  });

  it('may remove and add the same peer, which then gets the welcome alone', () => {
    establish('grace');
    group.requestAdmission('grace', { ...proof, joinMac: 'bmV3' });
    told();
    commit('ada', { epoch: 1, adding: ['grace'], removed: ['grace'] });
    expect(told()).toEqual(['groupWelcome to grace']);
    expect(memberIds()).toEqual(['ada', 'grace']);
  });

  it('removes only who is listed', () => {
    establish('grace');
    commit('ada', { epoch: 1, removed: ['nobody', 'grace', 'grace'] });
    expect(delivered).toMatchObject([{ to: 'grace', data: { removed: ['grace'] } }]);
  });

  it('is refused where it makes the group too large, until those who are gone are removed', () => {
    establish();
    const gone = Array.from({ length: maxGroupMembers - 1 }, (_, index) => `peer${index}`);
    gone.forEach((peerId, epoch) => {
      group.requestAdmission(peerId, proof);
      commit('ada', { epoch, adding: [peerId] });
      group.left(peerId);
    });
    group.requestAdmission('grace', proof);
    const late = { epoch: gone.length, adding: ['grace'] };
    expect(codeOf(() => commit('ada', late))).toBe('limit-reached');
    expect(commit('ada', { ...late, removed: ['peer0'] })).toEqual({ epoch: gone.length + 1 });
  });

  it('is refused, and changes nothing, from strangers, for strangers and against its maker', () => {
    establish('grace');
    group.requestAdmission('alan', proof);
    told();
    expect([
      codeOf(() => commit('alan', { epoch: 1 })),
      codeOf(() => commit('ada', { epoch: 1, of: 'b3RoZXI' })),
      codeOf(() => commit('ada', { epoch: 1, adding: ['eve'] })),
      codeOf(() => commit('ada', { epoch: 1, adding: ['alan', 'alan'] })),
      codeOf(() => commit('ada', { epoch: 1, removed: ['ada'] })),
    ]).toEqual(['forbidden', 'conflict', 'conflict', 'conflict', 'conflict']);
    expect(told()).toEqual([]);
    expect(group.state('ada', {}).group?.epoch).toBe(1);
  });
});

describe('a message', () => {
  it('goes to the other members', () => {
    establish('grace', 'alan');
    group.requestAdmission('eve', proof);
    told();
    group.relay('grace', { groupId, epoch: 2, message: 'aGk' });
    const data = { groupId, epoch: 2, message: 'aGk', byPeerId: 'grace' };
    expect(delivered).toEqual([
      { to: 'ada', what: 'groupMessage', data },
      { to: 'alan', what: 'groupMessage', data },
    ]);
  });

  it('is to be said anew where the others no longer have its keys', () => {
    establish('grace');
    commit('ada', { epoch: 1 });
    const relay = (epoch: number) => codeOf(() => group.relay('grace', { groupId, epoch, message: 'aGk' }));
    expect([1, 2].map(relay)).toEqual(['stale-epoch', undefined]);
  });

  it('is refused from strangers, of an epoch to come, and where it is too large', () => {
    establish();
    const relay = (from: string, epoch: number, message: string) =>
      codeOf(() => group.relay(from, { groupId, epoch, message }));
    expect(relay('eve', 0, 'aGk')).toBe('forbidden');
    expect(relay('ada', 1, 'aGk')).toBe('conflict');
    expect(relay('ada', 0, 'A'.repeat(40))).toBeUndefined();
    expect(relay('ada', 0, 'A'.repeat(42))).toBe('message-too-large');
  });
});

describe('the state of a group', () => {
  it('leads a member on from the epoch that it has reached', () => {
    establish('grace');
    commit('ada', { epoch: 1 });
    commit('ada', { epoch: 2 });
    const missed = group.state('grace', { groupId, afterEpoch: 1 });
    expect(missed.commits.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(missed.gap).toBe(false);
    expect(group.state('grace', { groupId, afterEpoch: 3 })).toMatchObject({ commits: [], gap: false });
  });

  it('has a gap where the commits are not kept, never were, or are of another group', () => {
    establish('grace', 'alan');
    commit('ada', { epoch: 2 });
    commit('ada', { epoch: 3 });
    const asked = [
      group.state('grace', { groupId, afterEpoch: 0 }),
      group.state('grace', { groupId, afterEpoch: 9 }),
      group.state('grace', { groupId: 'b3RoZXI', afterEpoch: 4 }),
      group.state('grace', {}),
    ];
    expect(asked.map(({ gap, commits }) => [gap, commits])).toEqual(asked.map(() => [true, []]));
  });

  it('gives no commit to who is no member', () => {
    establish('grace');
    expect(group.state('eve', { groupId, afterEpoch: 0 })).toMatchObject({ commits: [], gap: true });
  });
});

describe('a peer that is gone', () => {
  it('stays listed until a commit has removed it, and gets nothing', () => {
    establish('grace', 'alan');
    group.left('grace');
    commit('ada', { epoch: 2 });
    group.relay('ada', { groupId, epoch: 3, message: 'aGk' });
    expect(told()).toEqual(['groupCommitted to alan', 'groupMessage to alan']);
    expect(memberIds()).toEqual(['ada', 'grace', 'alan']);
    commit('alan', { epoch: 3, removed: ['grace'] });
    expect(memberIds()).toEqual(['ada', 'alan']);
  });

  it('is no member when it enters again, until it is admitted anew', () => {
    establish('grace');
    group.left('grace');
    expect(codeOf(() => commit('grace', { epoch: 1 }))).toBe('forbidden');
    expect(group.state('grace', { groupId, afterEpoch: 1 }).gap).toBe(true);
    group.requestAdmission('grace', proof);
    commit('ada', { epoch: 1, adding: ['grace'], removed: ['grace'] });
    expect(commit('grace', { epoch: 2 })).toEqual({ epoch: 3 });
  });
});

describe('the budget of a peer', () => {
  it('grants a burst and refills; others have their own', () => {
    const charge = (peerId: string, now: number) => codeOf(() => group.charge(peerId, now));
    expect([charge('ada', 0), charge('ada', 0), charge('ada', 0)]).toEqual([
      undefined,
      undefined,
      'rate-limited',
    ]);
    expect(charge('grace', 0)).toBeUndefined();
    expect(charge('ada', 3000)).toBeUndefined();
  });
});

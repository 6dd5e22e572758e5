import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RequestInput } from '../../src/protocol/client-requests.ts';
import { groupLimits } from '../../src/protocol/group.ts';
import type { CreatedRoom } from '../../src/protocol/room-token.ts';
import { newPeerSecret } from '../harness/room-api.ts';
import { type JoinedPeer, RoomControlRooms } from '../harness/room-control-rooms.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(60_000);

const keptCommits = 3;
const messageBytes = 4096;
const groupId = blob('group');

/** Stands for what clients seal: the server only sees base64url. */
function blob(text: string): string {
  return Buffer.from(`BLOB-${text}`).toString('base64url');
}

function proofOf(name: string) {
  return { keyPackage: blob(`key package of ${name}`), joinMac: blob(`mac of ${name}`) };
}

describe('the group of a call', () => {
  let server: ServerProcess;
  let rooms: RoomControlRooms;
  let room: CreatedRoom;

  beforeAll(async () => {
    server = await ServerProcess.start({ limits: { group: { keptCommits, messageBytes } } });
  });

  beforeEach(async () => {
    rooms = new RoomControlRooms(server);
    room = await rooms.api.createRoom();
  });

  afterEach(() => rooms.close());
  afterAll(() => server?.close());

  function commit(by: JoinedPeer, epoch: number, wish: Partial<RequestInput<'commitGroup'>> = {}) {
    const commit = blob(`commit of ${by.peerId} in ${epoch}`);
    return by.peer.request('commitGroup', { groupId, epoch, commit, welcomes: [], removed: [], ...wish });
  }

  function welcomeFor({ peerId }: JoinedPeer) {
    return { peerId, welcome: blob(`welcome for ${peerId}`) };
  }

  /** Everyone joins, the first one makes the group and adds the others with one commit: epoch 1. */
  async function gather(...names: string[]): Promise<JoinedPeer[]> {
    const people: JoinedPeer[] = [];
    for (const name of names) {
      people.push(await rooms.join(room, name));
    }
    const [first, ...others] = people;
    await first?.peer.request('createGroup', { groupId });
    for (const { peer, peerId } of others) {
      await peer.request('requestAdmission', proofOf(peerId));
      await first?.peer.notification('admissionRequested');
    }
    if (first !== undefined) await commit(first, 0, { welcomes: others.map(welcomeFor) });
    for (const { peer } of others) {
      await peer.notification('groupWelcome');
    }
    return people;
  }

  async function three(): Promise<[JoinedPeer, JoinedPeer, JoinedPeer]> {
    const [ada, grace, alan] = await gather('Ada', 'Grace', 'Alan');
    if (ada === undefined || grace === undefined || alan === undefined)
      throw new Error('somebody is missing');
    return [ada, grace, alan];
  }

  /** What has been sent to a peer before now arrives before this answer does. */
  async function groupNews({ peer }: JoinedPeer): Promise<string[]> {
    await peer.request('getRoomState');
    return peer.pendingNotifications.filter((name) => /group|admission/i.test(name));
  }

  it('is made by exactly one of those who try at once; the other asks and is let in', async () => {
    const ada = await rooms.join(room, 'Ada');
    const grace = await rooms.join(room, 'Grace');
    const tries = await Promise.allSettled([
      ada.peer.request('createGroup', { groupId: blob('of Ada') }),
      grace.peer.request('createGroup', { groupId: blob('of Grace') }),
    ]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    const [founder, newcomer] = tries[0].status === 'fulfilled' ? [ada, grace] : [grace, ada];
    const { group } = await newcomer.peer.request('getGroupState');
    expect(group).toMatchObject({ epoch: 0, memberIds: [founder.peerId] });

    await newcomer.peer.request('requestAdmission', proofOf('newcomer'));
    expect(await founder.peer.notification('admissionRequested')).toEqual({
      ...proofOf('newcomer'),
      peerId: newcomer.peerId,
    });
    const founded = group?.groupId ?? '';
    await commit(founder, 0, { groupId: founded, welcomes: [welcomeFor(newcomer)] });
    expect(await newcomer.peer.notification('groupWelcome')).toEqual({
      groupId: founded,
      epoch: 1,
      welcome: welcomeFor(newcomer).welcome,
      byPeerId: founder.peerId,
    });
  });

  it('takes one of two commits that race for an epoch, and the other once it is made anew', async () => {
    const [ada, grace, alan] = await three();
    const tries = await Promise.allSettled([commit(ada, 1), commit(grace, 1)]);
    const loss = tries.find(({ status }) => status === 'rejected');
    expect(tries.find(({ status }) => status === 'fulfilled')).toMatchObject({ value: { epoch: 2 } });
    expect(loss).toMatchObject({ reason: { code: 'stale-epoch', status: 409 } });
    const [winner, loser] = tries[0].status === 'fulfilled' ? [ada, grace] : [grace, ada];

    const first = await loser.peer.notification('groupCommitted');
    expect(first).toMatchObject({ epoch: 1, byPeerId: winner.peerId });
    expect(await alan.peer.notification('groupCommitted')).toEqual(first);
    await expect(commit(loser, 2)).resolves.toEqual({ epoch: 3 });
    expect(await alan.peer.notification('groupCommitted')).toMatchObject({ byPeerId: loser.peerId });
    expect(await groupNews(loser)).toEqual([]);
    const metrics = await server.metrics();
    expect(metrics.sum('sottovoce_group_commits_refused_total', { reason: 'stale-epoch' })).toBeGreaterThan(
      0,
    );
  });

  it('sends a welcome to its addressee alone', async () => {
    const [ada, grace] = await three();
    const [edsger, barbara] = [await rooms.join(room, 'Edsger'), await rooms.join(room, 'Barbara')];
    await edsger.peer.request('requestAdmission', proofOf('Edsger'));
    await barbara.peer.request('requestAdmission', proofOf('Barbara'));
    await commit(ada, 1, { welcomes: [welcomeFor(edsger)] });
    expect(await edsger.peer.notification('groupWelcome')).toMatchObject({
      epoch: 2,
      welcome: welcomeFor(edsger).welcome,
    });
    expect(await grace.peer.notification('groupCommitted')).toMatchObject({ added: [edsger.peerId] });
    expect(await groupNews(barbara)).toEqual([]);
    expect(await groupNews(grace)).not.toContain('groupWelcome');
    const { admissions } = await edsger.peer.request('getGroupState');
    expect(admissions.map(({ peerId }) => peerId)).toEqual([barbara.peerId]);
  });

  it('relays messages and commits to members alone, in the order of their sender', async () => {
    const [ada, grace, alan] = await three();
    const eve = await rooms.join(room, 'Eve');
    const send = (text: string, epoch: number) =>
      grace.peer.request('sendGroupMessage', { groupId, epoch, message: blob(text) });
    await Promise.all([send('one', 1), commit(grace, 1), send('two', 2)]);
    for (const person of [ada, alan]) {
      const { peer } = person;
      expect(await groupNews(person)).toEqual(['groupMessage', 'groupCommitted', 'groupMessage']);
      const messages = [await peer.notification('groupMessage'), await peer.notification('groupMessage')];
      expect(messages).toEqual([
        { groupId, epoch: 1, message: blob('one'), byPeerId: grace.peerId },
        { groupId, epoch: 2, message: blob('two'), byPeerId: grace.peerId },
      ]);
    }
    expect(await groupNews(eve)).toEqual([]);
    expect(await groupNews(grace)).toEqual([]);
  });

  it('lets nobody commit or send who is no member, not yet or no more', async () => {
    const [ada, grace] = await three();
    const eve = await rooms.join(room, 'Eve');
    const message = { groupId, epoch: 1, message: blob('hello') };
    await expect(commit(eve, 1)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(eve.peer.request('sendGroupMessage', message)).rejects.toMatchObject({ code: 'forbidden' });
    await commit(ada, 1, { removed: [grace.peerId] });
    expect(await grace.peer.notification('groupCommitted')).toMatchObject({ removed: [grace.peerId] });
    await expect(commit(grace, 2)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(grace.peer.request('sendGroupMessage', message)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { peer } = await rooms.enter(room);
    await expect(peer.request('getGroupState')).rejects.toMatchObject({ code: 'not-joined' });
  });

  it('gives a member that resumes the commits that it missed', async () => {
    const [ada, grace, alan] = await three();
    grace.peer.cut();
    await commit(ada, 1);
    await commit(alan, 2);
    const resumed = await rooms.connect({ resume: grace.resumeToken });
    await resumed.notification('session');
    const state = await resumed.request('getGroupState', { groupId, afterEpoch: 1 });
    expect(state).toMatchObject({
      group: { groupId, epoch: 3 },
      commits: [
        { epoch: 1, byPeerId: ada.peerId, commit: blob(`commit of ${ada.peerId} in 1`) },
        { epoch: 2, byPeerId: alan.peerId },
      ],
      gap: false,
    });
    await expect(commit({ ...grace, peer: resumed }, 3)).resolves.toEqual({ epoch: 4 });
  });

  it('says so where more was missed than is kept', async () => {
    const [ada, grace] = await three();
    grace.peer.cut();
    for (let epoch = 1; epoch <= keptCommits + 1; epoch += 1) {
      await commit(ada, epoch);
    }
    const resumed = await rooms.connect({ resume: grace.resumeToken });
    await resumed.notification('session');
    const far = await resumed.request('getGroupState', { groupId, afterEpoch: 1 });
    expect(far).toMatchObject({ commits: [], gap: true });
    const near = await resumed.request('getGroupState', { groupId, afterEpoch: 2 });
    expect(near.commits).toHaveLength(keptCommits);
    // A member asks again, too: one commit removes what it was and adds it anew.
    await resumed.request('requestAdmission', proofOf('Grace'));
    await commit(ada, keptCommits + 2, { welcomes: [welcomeFor(grace)], removed: [grace.peerId] });
    expect(await resumed.notification('groupWelcome')).toMatchObject({ epoch: keptCommits + 3 });
  });

  it('keeps who is gone listed until it is removed, and takes the same peer back only by admission', async () => {
    const [ada, grace] = await three();
    const peerSecret = newPeerSecret();
    const here = await rooms.join(room, 'Edsger', { peerSecret });
    await here.peer.request('requestAdmission', proofOf('Edsger'));
    await commit(ada, 1, { welcomes: [welcomeFor(here)] });
    await here.peer.notification('groupWelcome');

    const there = await rooms.join(room, 'Edsger', { peerSecret });
    expect(await here.peer.notification('ended')).toEqual({ reason: 'duplicate-session' });
    const state = await ada.peer.request('getGroupState');
    expect(state.group?.memberIds).toContain(there.peerId);
    await expect(commit(there, 2)).rejects.toMatchObject({ code: 'forbidden' });
    await commit(grace, 2);
    expect(await groupNews(there)).toEqual([]);
    await there.peer.request('requestAdmission', proofOf('Edsger'));
    await commit(ada, 3, { welcomes: [welcomeFor(there)], removed: [there.peerId] });
    expect(await there.peer.notification('groupWelcome')).toMatchObject({ epoch: 4 });
    await expect(commit(there, 4)).resolves.toEqual({ epoch: 5 });
  });

  it('tells the members of a newcomer that gave up, and of one that left', async () => {
    const [ada] = await three();
    const [edsger, barbara] = [await rooms.join(room, 'Edsger'), await rooms.join(room, 'Barbara')];
    await edsger.peer.request('requestAdmission', proofOf('Edsger'));
    await edsger.peer.request('withdrawAdmission');
    expect(await ada.peer.notification('admissionWithdrawn')).toEqual({ peerId: edsger.peerId });
    await barbara.peer.request('requestAdmission', proofOf('Barbara'));
    await barbara.peer.request('leave');
    expect(await ada.peer.notification('admissionWithdrawn')).toEqual({ peerId: barbara.peerId });
  });

  it('is made anew once every member has left, by whoever is still there', async () => {
    const people = await three();
    const eve = await rooms.join(room, 'Eve');
    for (const { peer, peerId } of people) {
      await expect(eve.peer.request('createGroup', { groupId: blob('next') })).rejects.toMatchObject({
        code: 'conflict',
      });
      await peer.request('leave');
      expect(await eve.peer.notification('peerClosed')).toEqual({ peerId });
    }
    expect((await eve.peer.request('getGroupState')).group).toBeNull();
    await eve.peer.request('createGroup', { groupId: blob('next') });
    expect((await eve.peer.request('getGroupState')).group).toEqual({
      groupId: blob('next'),
      epoch: 0,
      memberIds: [eve.peerId],
    });
  });

  it('refuses what is too large or no base64url, and relays the largest that is allowed', async () => {
    const [ada, grace] = await three();
    const edsger = await rooms.join(room, 'Edsger');
    await edsger.peer.request('requestAdmission', proofOf('Edsger'));
    const sized = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64url');
    const send = (message: string) => ada.peer.request('sendGroupMessage', { groupId, epoch: 1, message });
    const [commitBytes, welcomeBytes] = [groupLimits.commit, groupLimits.welcome];
    const refused = (code: string) => expect.objectContaining({ code });

    await expect(send(sized(messageBytes + 1))).rejects.toEqual(refused('message-too-large'));
    await expect(send('not base64!')).rejects.toEqual(refused('bad-request'));
    await expect(commit(ada, 1, { commit: sized(commitBytes + 2) })).rejects.toEqual(refused('bad-request'));
    await expect(
      edsger.peer.request('requestAdmission', {
        keyPackage: sized(groupLimits.keyPackage + 2),
        joinMac: sized(32),
      }),
    ).rejects.toEqual(refused('bad-request'));

    await send(sized(messageBytes));
    const welcome = sized(welcomeBytes);
    await commit(ada, 1, {
      commit: sized(commitBytes),
      welcomes: [{ peerId: edsger.peerId, welcome }],
    });
    expect((await edsger.peer.notification('groupWelcome')).welcome).toBe(welcome);
    expect((await grace.peer.notification('groupCommitted')).commit).toBe(sized(commitBytes));
  });

  it('refuses requests that come too fast, and goes on', async () => {
    const [ada, grace] = await three();
    const message = { groupId, epoch: 1, message: blob('again') };
    const burst = await Promise.allSettled(
      Array.from({ length: 80 }, () => ada.peer.request('sendGroupMessage', message)),
    );
    const refusals = burst.filter(({ status }) => status === 'rejected');
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ reason: { code: 'rate-limited' } });
    }
    await expect(grace.peer.request('sendGroupMessage', message)).resolves.toEqual({});
  });

  it('leaves no blob in the log', async () => {
    const [ada] = await three();
    await ada.peer.request('sendGroupMessage', { groupId, epoch: 1, message: blob('secret') });
    await ada.peer.requestAnything('commitGroup', { groupId, commit: 4 }).catch(() => undefined);
    // Everything above has gone through this server, refusals among it.
    const start = blob('').slice(0, 6);
    expect(server.log).toContain('room opened');
    expect(server.log).not.toContain(start);
    expect(server.log).not.toContain('BLOB-');
  });
});

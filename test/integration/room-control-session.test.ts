import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CreatedRoom } from '../../src/protocol/room-token.ts';
import { opusParameters } from '../fixtures/rtp-parameters.ts';
import { until } from '../harness/condition.ts';
import { newPeerSecret } from '../harness/room-api.ts';
import { RoomControlRooms } from '../harness/room-control-rooms.ts';
import { sealedName } from '../harness/sealed-name.ts';
import { ServerProcess, type ServerSettings } from '../harness/server-process.ts';

jest.setTimeout(60_000);

/** A server for a group of tests, and fresh rooms for each of them. */
function useServer(settings: ServerSettings) {
  const use = {} as { server: ServerProcess; rooms: RoomControlRooms; room: CreatedRoom };
  beforeAll(async () => {
    use.server = await ServerProcess.start(settings);
  });
  beforeEach(async () => {
    use.rooms = new RoomControlRooms(use.server);
    use.room = await use.rooms.api.createRoom();
  });
  afterEach(() => use.rooms.close());
  afterAll(() => use.server?.close());
  return use;
}

describe('a session', () => {
  const use = useServer({ rooms: { resumeWindowSeconds: 30 } });

  it('resumes after a cut with all that it held, and nobody sees a leave', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const grace = await use.rooms.join(use.room, 'Grace');
    await ada.peer.notification('newPeer');
    const { producerId } = await grace.peer.request('produce', {
      transportId: grace.sendTransportId,
      kind: 'audio',
      rtpParameters: opusParameters(1),
    });
    grace.peer.cut();
    await until('the session to be suspended', async () => {
      const metrics = await use.server.metrics();
      return metrics.sum('sottovoce_sessions_suspended') === 1;
    });
    // What is said in the meantime is lost, and found again in the room's state.
    await ada.peer.request('changeDisplayName', { sealedName: sealedName('Ada Lovelace') });

    const resumed = await use.rooms.connect({ resume: grace.resumeToken });
    const session = await resumed.notification('session');
    expect(session).toMatchObject({ peerId: grace.peerId, fresh: false });
    expect(session.resumeToken).not.toBe(grace.resumeToken);
    const state = await resumed.request('getRoomState');
    expect(state.peers).toMatchObject([{ id: ada.peerId, sealedName: sealedName('Ada Lovelace') }]);
    expect(state.producers).toMatchObject([{ id: producerId, kind: 'audio', source: 'microphone' }]);
    expect(new Set(state.transportIds)).toEqual(new Set([grace.sendTransportId, grace.receiveTransportId]));

    await resumed.request('changeDisplayName', { sealedName: sealedName('Grace Hopper') });
    expect(await ada.peer.notification('peerDisplayNameChanged')).toMatchObject({
      sealedName: sealedName('Grace Hopper'),
    });
    expect(ada.peer.pendingNotifications).not.toContain('peerClosed');
    expect(ada.peer.pendingNotifications).not.toContain('newPeer');
  });

  it('resumes while the server still holds the old connection for good', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const resumed = await use.rooms.connect({ resume: ada.resumeToken });
    expect(await resumed.notification('session')).toMatchObject({ peerId: ada.peerId, fresh: false });
    await ada.peer.closed();
    expect(ada.peer.pendingNotifications).not.toContain('ended');
    await resumed.request('getRoomState');
  });

  it('tells a consumer that was made during the cut once it is back', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const grace = await use.rooms.join(use.room, 'Grace');
    grace.peer.cut();
    const { producerId } = await ada.peer.request('produce', {
      transportId: ada.sendTransportId,
      kind: 'audio',
      rtpParameters: opusParameters(2),
    });
    const resumed = await use.rooms.connect({ resume: grace.resumeToken });
    await resumed.notification('session');
    await until('the consumer to be listed or announced', async () => {
      const { consumers } = await resumed.request('getRoomState');
      const announced = resumed.serverRequests.some(({ data }) => JSON.stringify(data).includes(producerId));
      return announced || consumers.some((consumer) => consumer.producerId === producerId);
    });
  });

  it('ends at once on leaving, and the others see it', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const grace = await use.rooms.join(use.room, 'Grace');
    await grace.peer.request('leave');
    expect(await ada.peer.notification('peerClosed')).toEqual({ peerId: grace.peerId });
    expect((await grace.peer.closed()).code).toBe(4000);
    const peer = await use.rooms.connect({ resume: grace.resumeToken });
    expect((await peer.notification('protocolError')).code).toBe('session-expired');
  });

  it('ends where the same peer enters elsewhere, which takes its place', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const peerSecret = newPeerSecret();
    const here = await use.rooms.join(use.room, 'Grace', { peerSecret });
    const there = await use.rooms.join(use.room, 'Grace', { peerSecret });
    expect(there.peerId).toBe(here.peerId);
    expect(await here.peer.notification('ended')).toEqual({ reason: 'duplicate-session' });
    expect((await here.peer.closed()).code).toBe(4000);
    const { peers } = await ada.peer.request('getRoomState');
    expect(peers.map(({ id }) => id)).toEqual([there.peerId]);
    await there.peer.request('getRoomState');
  });

  it('is the same peer for the same secret in a room, and another in another room', async () => {
    const peerSecret = newPeerSecret();
    const other = await use.rooms.api.createRoom();
    const [one, same, elsewhere] = await Promise.all([
      use.rooms.api.token(use.room.roomId, { peerSecret }),
      use.rooms.api.token(use.room.roomId, { peerSecret }),
      use.rooms.api.token(other.roomId, { peerSecret }),
    ]);
    expect(same.peerId).toBe(one.peerId);
    expect(elsewhere.peerId).not.toBe(one.peerId);
  });

  it('shows those who come whom they find, and those who are there who came', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const { peer, peerId } = await use.rooms.enter(use.room);
    const answer = await peer.request('join', {
      sealedName: sealedName('Grace'),
      device: { name: 'Test', version: '1' },
      rtpCapabilities: {},
    });
    expect(answer).toMatchObject({
      peerId,
      role: 'participant',
      peers: [{ id: ada.peerId, sealedName: sealedName('Ada') }],
    });
    expect(await ada.peer.notification('newPeer')).toEqual({
      id: peerId,
      sealedName: sealedName('Grace'),
      role: 'participant',
      device: { name: 'Test', version: '1' },
    });
    expect(await use.rooms.api.summary(use.room.roomId)).toMatchObject({
      participantCount: 2,
      participants: [{ sealedName: sealedName('Ada') }, { sealedName: sealedName('Grace') }],
    });
  });
});

describe('a session that is not resumed in time', () => {
  const use = useServer({ rooms: { resumeWindowSeconds: 1 } });

  it('ends, the others see it, and the token is void', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const grace = await use.rooms.join(use.room, 'Grace');
    grace.peer.cut();
    expect(await ada.peer.notification('peerClosed')).toEqual({ peerId: grace.peerId });
    const late = await use.rooms.connect({ resume: grace.resumeToken });
    expect((await late.notification('protocolError')).code).toBe('session-expired');
    expect((await late.closed()).code).toBe(4000);
    const metrics = await use.server.metrics();
    expect(metrics.sum('sottovoce_session_resumes_total', { outcome: 'expired' })).toBe(1);
  });
});

describe('a moderator', () => {
  const use = useServer({});
  const moderator = () => use.rooms.join(use.room, 'Moderator', { moderatorKey: use.room.moderatorKey });

  it('removes a peer, who learns why and cannot come back', async () => {
    const chair = await moderator();
    const peerSecret = newPeerSecret();
    const mallory = await use.rooms.join(use.room, 'Mallory', { peerSecret });
    await chair.peer.request('removePeer', { peerId: mallory.peerId });
    expect(await mallory.peer.notification('ended')).toEqual({ reason: 'removed' });
    expect((await mallory.peer.closed()).code).toBe(4000);
    expect(await chair.peer.notification('peerClosed')).toEqual({ peerId: mallory.peerId });

    const { token } = await use.rooms.api.token(use.room.roomId, { peerSecret });
    const again = await use.rooms.connect({ token });
    expect((await again.notification('protocolError')).code).toBe('removed');
    expect((await again.closed()).code).toBe(4000);
    const resumed = await use.rooms.connect({ resume: mallory.resumeToken });
    expect((await resumed.notification('protocolError')).code).toBe('session-expired');
  });

  it('mutes a peer, and everyone sees it', async () => {
    const chair = await moderator();
    const ada = await use.rooms.join(use.room, 'Ada');
    await ada.peer.request('produce', {
      transportId: ada.sendTransportId,
      kind: 'audio',
      rtpParameters: opusParameters(3),
      appData: { source: 'microphone' },
    });
    await until('the moderator to consume', () => chair.peer.serverRequests.length === 1);
    await chair.peer.request('mutePeer', { peerId: ada.peerId, source: 'microphone' });
    expect(await ada.peer.notification('muteRequested')).toEqual({
      source: 'microphone',
      byPeerId: chair.peerId,
    });
    await chair.peer.notification('consumerPaused');
    const { producers } = await ada.peer.request('getRoomState');
    expect(producers).toMatchObject([{ source: 'microphone', paused: true }]);
  });

  it('locks the room: those inside may resume, newcomers are told', async () => {
    const chair = await moderator();
    const peerSecret = newPeerSecret();
    const ada = await use.rooms.join(use.room, 'Ada', { peerSecret });
    await chair.peer.request('setRoomLocked', { locked: true });
    expect(await ada.peer.notification('roomLockChanged')).toEqual({ locked: true });
    expect(await use.rooms.api.summary(use.room.roomId)).toMatchObject({ locked: true });

    const { token } = await use.rooms.api.token(use.room.roomId);
    const newcomer = await use.rooms.connect({ token });
    expect((await newcomer.notification('protocolError')).code).toBe('room-locked');
    expect((await newcomer.closed()).code).toBe(4000);

    ada.peer.cut();
    const resumed = await use.rooms.connect({ resume: ada.resumeToken });
    expect(await resumed.notification('session')).toMatchObject({ fresh: false });
    const rejoined = await use.rooms.join(use.room, 'Ada', { peerSecret });
    expect(rejoined.peerId).toBe(ada.peerId);

    await chair.peer.request('setRoomLocked', { locked: false });
    await use.rooms.join(use.room, 'Grace');
  });

  it('closes the room for everyone', async () => {
    const chair = await moderator();
    const ada = await use.rooms.join(use.room, 'Ada');
    await chair.peer.request('closeRoom');
    for (const { peer } of [chair, ada]) {
      expect(await peer.notification('ended')).toEqual({ reason: 'room-closed' });
      expect((await peer.closed()).code).toBe(4000);
    }
    expect(await use.rooms.api.summary(use.room.roomId)).toMatchObject({ participantCount: 0 });
  });

  it('is nobody else', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    const grace = await use.rooms.join(use.room, 'Grace');
    const refused = { code: 'forbidden' };
    const { peer } = ada;
    await expect(peer.request('removePeer', { peerId: grace.peerId })).rejects.toMatchObject(refused);
    const mute = { peerId: grace.peerId, source: 'microphone' } as const;
    await expect(peer.request('mutePeer', mute)).rejects.toMatchObject(refused);
    await expect(peer.request('setRoomLocked', { locked: true })).rejects.toMatchObject(refused);
    await expect(peer.request('closeRoom')).rejects.toMatchObject(refused);
    const chair = await moderator();
    await expect(chair.peer.request('removePeer', { peerId: 'nobody' })).rejects.toMatchObject({
      code: 'peer-not-found',
    });
  });
});

describe('a full room', () => {
  const use = useServer({ rooms: { maxPeersPerRoom: 2 } });

  it('tells who comes too late, and lets in when somebody has left', async () => {
    const ada = await use.rooms.join(use.room, 'Ada');
    await use.rooms.join(use.room, 'Grace');
    expect(await use.rooms.api.summary(use.room.roomId)).toMatchObject({ participantCount: 2, capacity: 2 });
    const { token } = await use.rooms.api.token(use.room.roomId);
    const late = await use.rooms.connect({ token });
    expect((await late.notification('protocolError')).code).toBe('room-full');
    expect((await late.closed()).code).toBe(4000);

    await ada.peer.request('leave');
    await ada.peer.closed();
    await use.rooms.join(use.room, 'Hedy');
  });
});

describe('a server that ends', () => {
  it('tells everyone to come back, and leaves nothing running', async () => {
    const server = await ServerProcess.start();
    const rooms = new RoomControlRooms(server);
    const room = await rooms.api.createRoom();
    const ada = await rooms.join(room, 'Ada');
    const pids = await server.workerPids();
    expect(pids).toHaveLength(2);
    await server.close();
    expect(await ada.peer.notification('ended')).toEqual({ reason: 'node-draining' });
    await rooms.close();
    // A process takes a moment to be gone once its own parent is.
    await until('no media worker to be left', () => !pids.some(isAlive));
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

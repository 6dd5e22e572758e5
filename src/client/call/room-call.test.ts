import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { types } from 'mediasoup-client';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import { ProtocolError } from '../../protocol/errors.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import type { Participant } from '../api.ts';
import { DeviceMedia } from '../devices/local-media.ts';
import { FakeDevices, FakeTrack } from '../testing/fake-media.ts';
import { ScriptedRoom } from '../testing/scripted-room.ts';
import { RoomCall } from './room-call.ts';

let room: ScriptedRoom;
let devices: FakeDevices;
let media: DeviceMedia;
let call: RoomCall;
let changeNetwork: () => void;
let networkWatchers: number;
let events: [string, ...unknown[]][];

/** Lets everything that needs no time happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function pass(milliseconds: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(milliseconds);
  await settle();
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  room = new ScriptedRoom();
  devices = new FakeDevices();
  media = new DeviceMedia({}, devices.asBrowser(), () => ({ close: () => undefined }));
  networkWatchers = 0;
  call = new RoomCall(
    {
      server: room,
      roomId: 'k7mw3xqpv9td',
      displayName: 'Ada',
      peerSecret: 's'.repeat(22),
      media,
      encryption: 'none',
    },
    {
      openSocket: room.openSocket,
      createDevice: room.createDevice,
      watchNetwork: (changed) => {
        changeNetwork = changed;
        networkWatchers += 1;
        return { close: () => (networkWatchers -= 1) };
      },
      openMedia: () => Promise.reject(new Error('Nothing is encrypted here.')),
      random: () => 0,
    },
  );
  events = [];
  call.on('participantJoined', ({ id }) => events.push(['joined', id]));
  call.on('participantLeft', ({ id }) => events.push(['left', id]));
  call.on('ended', (reason) => events.push(['ended', reason]));
  call.on('problem', (error) => events.push(['problem', error.message]));
  call.on('mutedByModerator', (source, by) => events.push(['muted', source, by]));
});

/** Whatever a test did, a call that was left leaves nothing behind. */
afterEach(async () => {
  await call.leave();
  await call.leave();
  media.close();
  await settle();
  expect(jest.getTimerCount()).toBe(0);
  expect(room.sockets.every((socket) => socket.closed)).toBe(true);
  expect(room.transports.every((transport) => transport.closed)).toBe(true);
  expect(FakeTrack.live.size).toBe(0);
  expect(networkWatchers).toBe(0);
  jest.useRealTimers();
});

async function join(): Promise<void> {
  await call.join();
  await settle();
}

function participant(id: string): Participant {
  const found = call.participants.value.find((each) => each.id === id);
  if (found === undefined) throw new Error(`${id} is not here.`);
  return found;
}

function setConnectionState(transport: types.Transport | undefined, state: types.ConnectionState): void {
  if (!(transport?.handler instanceof FakeHandler)) throw new Error('There is no such transport.');
  transport.handler.setConnectionState(state);
}

/** What the browser's statistics tell of the received tracks, by track. */
function reports(...entries: object[]): void {
  const receive = room.transports[1];
  if (receive === undefined) throw new Error('There is no receiving transport.');
  // Node has no RTCPeerConnection that could measure.
  const report = new Map(entries.map((entry, index) => [String(index), { type: 'inbound-rtp', ...entry }]));
  jest.spyOn(receive, 'getStats').mockResolvedValue(report as unknown as RTCStatsReport);
}

const ids = (): string[] => call.participants.value.map(({ id }) => id);

describe('RoomCall', () => {
  it('enters the room', async () => {
    room.peers = [{ id: 'bob', displayName: 'Bob', role: 'participant', device: {} }];
    expect(call.state.value).toEqual({ kind: 'idle' });
    const joining = call.join();
    expect(call.state.value).toEqual({ kind: 'joining' });
    await joining;
    expect(call.state.value).toEqual({ kind: 'joined', media: 'connected' });
    expect(call.me.value).toEqual({ peerId: 'me', displayName: 'Ada', role: 'moderator' });
    expect(participant('bob').displayName.value).toBe('Bob');
    expect(events).toEqual([]);
    expect(room.socket.url.href).toBe('wss://test/room-control?token=token-1');
    expect(room.methods).toEqual([
      'getRouterRtpCapabilities',
      'createWebRtcTransport',
      'createWebRtcTransport',
      'join',
    ]);
  });

  it('enters once however often it is asked', async () => {
    await Promise.all([call.join(), call.join()]);
    await call.join();
    expect(room.sockets).toHaveLength(1);
  });

  it('follows who comes, goes and changes their name', async () => {
    await join();
    room.enter('bob');
    room.enter('eve');
    room.socket.notify('peerDisplayNameChanged', { peerId: 'bob', displayName: 'Robert' });
    expect(participant('bob').displayName.value).toBe('Robert');
    room.goes('eve');
    expect(ids()).toEqual(['bob']);
    expect(events).toEqual([
      ['joined', 'bob'],
      ['joined', 'eve'],
      ['left', 'eve'],
    ]);
  });

  it('asks the room what a moderator may ask', async () => {
    await join();
    await call.removeParticipant('bob');
    await call.muteParticipant('bob', 'microphone');
    await call.setLocked(true);
    await call.closeRoom();
    expect(room.socket.asked.slice(4)).toEqual([
      { method: 'removePeer', data: { peerId: 'bob' } },
      { method: 'mutePeer', data: { peerId: 'bob', source: 'microphone' } },
      { method: 'setRoomLocked', data: { locked: true } },
      { method: 'closeRoom', data: {} },
    ]);
    room.socket.notify('roomLockChanged', { locked: true });
    expect(call.locked.value).toBe(true);
  });

  it('tells nobody who speaks, but for a room that selects speakers, and there as long as it does', async () => {
    const asked = () => room.asked('setSpeaking');
    const look = () => pass(600);
    await join();
    await media.microphone.start();
    await look();
    expect([asked(), call.selectsSpeakers.value]).toEqual([[], false]);
    room.socket.notify('speakerSelectionChanged', { selectsSpeakers: true });
    await look();
    // No loudness can be measured here: an open microphone counts as spoken into.
    expect([asked(), call.selectsSpeakers.value]).toEqual([[{ speaking: true }], true]);
    media.microphone.setMuted(true);
    await look();
    expect(asked()).toEqual([{ speaking: true }, { speaking: false }]);
    room.socket.notify('speakerSelectionChanged', { selectsSpeakers: false });
    media.microphone.setMuted(false);
    await look();
    expect([asked().length, call.selectsSpeakers.value]).toEqual([2, false]);
  });

  it('changes the name, also for the next time', async () => {
    await join();
    await call.setDisplayName('  Ada L.  ');
    expect(call.me.value?.displayName).toBe('Ada L.');
    await expect(call.setDisplayName(' ')).rejects.toMatchObject({ code: 'bad-request' });
    await call.leave();
    await join();
    expect(room.asked('join')).toMatchObject([{ displayName: 'Ada L.' }]);
  });

  it('refuses to ask a room that it is not in', async () => {
    await expect(call.setLocked(true)).rejects.toMatchObject({ code: 'not-joined' });
  });

  it('reports what it cannot read, and goes on', async () => {
    await join();
    room.socket.notify('newPeer', { id: 7 });
    expect(events).toEqual([['problem', 'Unreadable notification newPeer.']]);
    expect(call.state.value.kind).toBe('joined');
  });
});

describe('RoomCall with local media', () => {
  it('sends what is captured, muted as it is', async () => {
    await media.camera.start();
    await media.microphone.start();
    media.microphone.setMuted(true);
    await join();
    expect(room.asked('produce')).toMatchObject([
      { kind: 'video', paused: false, appData: { source: 'camera' } },
      { kind: 'audio', paused: true, appData: { source: 'microphone' } },
    ]);
    media.microphone.setMuted(false);
    await settle();
    expect(room.methods.at(-1)).toBe('resumeProducer');
  });

  it('keeps the producer of a camera that goes off and on', async () => {
    await media.camera.start();
    await join();
    media.camera.stop();
    await settle();
    expect(room.methods.at(-1)).toBe('pauseProducer');
    await media.camera.start();
    await settle();
    expect(room.methods.at(-1)).toBe('resumeProducer');
    expect(room.asked('produce')).toHaveLength(1);
  });

  it('shares a screen with its sound, and closes both', async () => {
    await join();
    await media.screen.start();
    await settle();
    expect(room.asked('produce')).toMatchObject([
      { appData: { source: 'screen' } },
      { appData: { source: 'screen-audio' } },
    ]);
    media.screen.stop();
    await settle();
    expect(room.asked('closeProducer')).toHaveLength(2);
  });

  it('does as a moderator asks, and says so', async () => {
    await media.camera.start();
    await media.microphone.start();
    await media.screen.start();
    await join();
    for (const source of ['microphone', 'camera', 'screen']) {
      room.socket.notify('muteRequested', { source, byPeerId: 'bob' });
    }
    expect(media.microphone.muted.value).toBe(true);
    expect(media.camera.state.value.kind).toBe('off');
    expect(media.screen.state.value.kind).toBe('off');
    expect(events).toEqual([
      ['muted', 'microphone', 'bob'],
      ['muted', 'camera', 'bob'],
      ['muted', 'screen', 'bob'],
    ]);
  });

  it('tries again what the server could not do', async () => {
    let refusals = 1;
    room.answers.set('produce', () => {
      room.answers.delete('produce');
      refusals -= 1;
      throw new ProtocolError('rate-limited');
    });
    await media.camera.start();
    await join();
    expect(events).toEqual([['problem', new ProtocolError('rate-limited').message]]);
    await pass(1_000);
    expect(refusals).toBe(0);
    expect(room.asked('produce')).toHaveLength(2);
  });
});

describe('RoomCall with remote media', () => {
  it('plays sound at once, and video once it is shown', async () => {
    await join();
    room.enter('bob');
    expect(await room.announce(room.consumer('bob', 'microphone'))).toEqual({});
    const camera = room.consumer('bob', 'camera');
    expect(await room.announce(camera)).toEqual({ paused: true });
    expect(participant('bob').microphone.value).toMatchObject({ kind: 'audio', source: 'microphone' });

    const track = participant('bob').camera.value;
    const view = track?.openView();
    view?.setSize({ width: 320, height: 180 });
    await settle();
    expect(room.socket.asked.slice(-2)).toEqual([
      { method: 'setConsumerPreferredLayers', data: { consumerId: camera.id, spatialLayer: 0 } },
      { method: 'resumeConsumer', data: { consumerId: camera.id } },
    ]);
    view?.close();
    await settle();
    expect(room.methods.at(-1)).toBe('resumeConsumer');
    await pass(1_500);
    expect(room.methods.at(-1)).toBe('pauseConsumer');
  });

  it('follows the largest view', async () => {
    await join();
    room.enter('bob');
    await room.announce(room.consumer('bob', 'camera'));
    const track = participant('bob').camera.value;
    const small = track?.openView();
    small?.setSize({ width: 160, height: 90 });
    const large = track?.openView();
    large?.setSize({ width: 1280, height: 720 });
    await settle();
    large?.close();
    await pass(1_000);
    const layers = room.asked('setConsumerPreferredLayers');
    expect(layers.at(-2)).toMatchObject({ spatialLayer: 2 });
    expect(layers.at(-1)).toMatchObject({ spatialLayer: 0 });
    expect(room.methods).not.toContain('pauseConsumer');
  });

  it('hides a camera that is off, and tells that a microphone is muted', async () => {
    await join();
    room.enter('bob');
    const camera = room.consumer('bob', 'camera', { producerPaused: true });
    const microphone = room.consumer('bob', 'microphone');
    await Promise.all([room.announce(camera), room.announce(microphone)]);
    expect(participant('bob').camera.value).toBeUndefined();
    room.socket.notify('consumerResumed', { consumerId: camera.id });
    expect(participant('bob').camera.value).toBeDefined();
    room.socket.notify('consumerPaused', { consumerId: microphone.id });
    expect(participant('bob').microphone.value?.muted.value).toBe(true);
    room.socket.notify('consumerClosed', { consumerId: microphone.id });
    expect(participant('bob').microphone.value).toBeUndefined();
  });

  it('shows which layers arrive', async () => {
    await join();
    room.enter('bob');
    const { id: consumerId } = room.consumer('bob', 'camera');
    await room.announce(room.consumers[0] ?? room.consumer('bob', 'camera'));
    room.socket.notify('consumerLayersChanged', { consumerId, spatialLayer: 1, temporalLayer: 2 });
    expect(participant('bob').camera.value?.layers.value).toEqual({ spatial: 1, temporal: 2 });
    room.socket.notify('consumerLayersChanged', { consumerId, spatialLayer: null, temporalLayer: null });
    expect(participant('bob').camera.value?.layers.value).toBeUndefined();
  });

  it('takes tracks of a person who is announced later', async () => {
    await join();
    await room.announce(room.consumer('bob', 'camera'));
    room.enter('bob');
    expect(participant('bob').camera.value).toBeDefined();
  });

  it('closes a consumer that is closed before it is ready', async () => {
    await join();
    room.enter('bob');
    const camera = room.consumer('bob', 'camera');
    const answer = room.announce(camera);
    room.socket.notify('consumerClosed', { consumerId: camera.id });
    await answer;
    expect(participant('bob').camera.value).toBeUndefined();
  });
});

describe('RoomCall that measures', () => {
  it('finds who speaks', async () => {
    await join();
    room.enter('bob');
    await room.announce(room.consumer('bob', 'microphone'));
    const trackIdentifier = participant('bob').microphone.value?.track.id;
    for (let second = 0; second < 2; second += 0.25) {
      const spoken = { totalAudioEnergy: second * 0.04, totalSamplesDuration: second };
      reports({ kind: 'audio', trackIdentifier, ...spoken });
      await pass(250);
    }
    expect(call.activeSpeakerId.value).toBe('bob');
    expect(participant('bob').speaking.value).toBe(true);
    await pass(1_000);
    expect(participant('bob').speaking.value).toBe(false);
    expect(call.activeSpeakerId.value).toBe('bob');
  });

  it('reports the first frame of each kind once', async () => {
    await join();
    room.enter('bob');
    await Promise.all(
      ['camera', 'microphone'].map((source) => room.announce(room.consumer('bob', source as 'camera'))),
    );
    const { camera, microphone } = participant('bob');
    camera.value?.openView().setSize({ width: 320, height: 180 });
    await pass(500);
    expect(room.methods).not.toContain('reportFirstFrame');
    reports(
      { kind: 'video', trackIdentifier: camera.value?.track.id, framesDecoded: 1 },
      { kind: 'audio', trackIdentifier: microphone.value?.track.id, jitterBufferEmittedCount: 960 },
    );
    await pass(1_000);
    expect(room.asked('reportFirstFrame')).toEqual([
      { kind: 'audio', milliseconds: 550 },
      { kind: 'video', milliseconds: 550 },
    ]);
  });

  it('judges how well media arrives', async () => {
    await join();
    room.enter('bob');
    await room.announce(room.consumer('bob', 'microphone'));
    setConnectionState(room.transports[1], 'connected');
    const trackIdentifier = participant('bob').microphone.value?.track.id;
    for (let step = 0; step < 24; step++) {
      reports({ kind: 'audio', trackIdentifier, packetsReceived: step * 80, packetsLost: step * 20 });
      await pass(250);
    }
    expect(participant('bob').quality.value).toMatchObject({
      level: 1,
      reason: 'packet-loss',
      packetLoss: 0.2,
    });
    expect(call.quality.value).toMatchObject({ level: 1, reason: 'packet-loss' });
  });
});

describe('RoomCall that sees an unusual picture', () => {
  it('chooses layers by the size that the sender really has', async () => {
    await join();
    room.enter('bob');
    const camera = room.consumer('bob', 'camera');
    await room.announce(camera);
    const track = participant('bob').camera.value;
    // Upright, as from a phone.
    track?.openView().setSize({ width: 360, height: 640 });
    await settle();
    expect(room.asked('setConsumerPreferredLayers').at(-1)).toMatchObject({ spatialLayer: 2 });
    room.socket.notify('consumerLayersChanged', { consumerId: camera.id, spatialLayer: 2, temporalLayer: 2 });
    const frame = { kind: 'video', frameWidth: 720, frameHeight: 1280 };
    reports({ ...frame, trackIdentifier: track?.track.id });
    await pass(6_000);
    expect(room.asked('setConsumerPreferredLayers').at(-1)).toMatchObject({ spatialLayer: 1 });
  });
});

describe('RoomCall after a cut', () => {
  it('resumes its session: same transports, same people, same tracks', async () => {
    await media.microphone.start();
    await join();
    room.enter('bob');
    await room.announce(room.consumer('bob', 'camera'));
    const [bob, track] = [participant('bob'), participant('bob').camera.value];
    track?.openView().setSize({ width: 320, height: 180 });
    await settle();

    room.socket.cut();
    await settle();
    expect(room.socket.url.search).toBe('?resume=resume-1');
    expect(room.methods).toEqual(['getRoomState', 'resumeConsumer']);
    expect(call.state.value.kind).toBe('joined');
    expect(participant('bob')).toBe(bob);
    expect(bob.camera.value).toBe(track);
    expect(room.transports).toHaveLength(2);
    expect(room.tokens).toBe(1);
    expect(events).toEqual([['joined', 'bob']]);
  });

  it('shows that it reconnects, and since when', async () => {
    await join();
    room.isSilent = true;
    const since = Date.now();
    room.socket.cut();
    await settle();
    expect(call.state.value).toEqual({ kind: 'reconnecting', since, attempt: 1 });
    await pass(8_000);
    expect(call.state.value).toEqual({ kind: 'reconnecting', since, attempt: 2 });
    room.isSilent = false;
    await pass(10_000);
    expect(call.state.value.kind).toBe('joined');
  });

  it('mends what it missed', async () => {
    await join();
    for (const id of ['bob', 'eve']) room.enter(id);
    const [gone, stays] = [room.consumer('bob', 'camera'), room.consumer('bob', 'microphone')];
    await Promise.all([room.announce(gone), room.announce(stays)]);
    events = [];

    room.peers = room.peers.filter(({ id }) => id !== 'eve');
    room.peers.push({ id: 'dan', displayName: 'Dan', role: 'participant', device: {} });
    room.consumers = [{ ...stays, producerPaused: true }];
    const missed = room.consumer('dan', 'microphone');
    room.socket.cut();
    await settle();
    expect(events).toEqual([
      ['left', 'eve'],
      ['joined', 'dan'],
    ]);
    expect(participant('bob').camera.value).toBeUndefined();
    expect(participant('bob').microphone.value?.muted.value).toBe(true);
    expect(participant('dan').microphone.value).toBeDefined();
    expect(room.asked('resumeConsumer')).toContainEqual({ consumerId: missed.id });
  });

  it('sends again what the server does not have, and closes what it should not have', async () => {
    await media.camera.start();
    await join();
    room.producers = [
      { id: 'stray', kind: 'audio', source: 'screen-audio', paused: false, wantedLayer: null },
    ];
    room.socket.cut();
    await settle();
    expect(room.asked('produce')).toMatchObject([{ appData: { source: 'camera' } }]);
    expect(room.asked('closeProducer')).toEqual([{ producerId: 'stray' }]);
  });

  it('says what changed meanwhile', async () => {
    await media.microphone.start();
    await join();
    room.isSilent = true;
    room.socket.cut();
    await settle();
    media.microphone.setMuted(true);
    room.isSilent = false;
    await pass(8_500);
    expect(room.asked('pauseProducer')).toHaveLength(1);
  });

  it('makes its media anew where the server lost it', async () => {
    await media.camera.start();
    await join();
    room.dropMedia();
    room.socket.cut();
    await settle();
    expect(room.methods).toEqual([
      'getRoomState',
      'createWebRtcTransport',
      'createWebRtcTransport',
      'connectWebRtcTransport',
      'produce',
    ]);
  });

  it('enters anew with a fresh token once the session is gone', async () => {
    await media.camera.start();
    await join();
    room.enter('bob');
    const bob = participant('bob');
    room.refusal = new ProtocolError('session-expired');
    room.socket.cut();
    await settle();
    room.refusal = undefined;
    await pass(1_000);
    expect(room.socket.url.search).toContain('?token=token-');
    expect(call.state.value.kind).toBe('joined');
    expect(participant('bob')).toBe(bob);
    expect(room.asked('produce')).toHaveLength(1);
    expect(room.transports.slice(0, 2).every((transport) => transport.closed)).toBe(true);
  });

  it('resumes with the newest token after a second cut', async () => {
    await join();
    room.socket.cut();
    await settle();
    room.socket.cut();
    await settle();
    expect(room.sockets.map(({ url }) => url.search)).toEqual([
      '?token=token-1',
      '?resume=resume-1',
      '?resume=resume-2',
    ]);
  });

  it('gives up after minutes, says why, and can be asked again', async () => {
    await join();
    room.isSilent = true;
    room.socket.cut();
    await pass(10 * 60_000);
    expect(call.state.value).toMatchObject({ kind: 'failed', error: { code: 'unreachable' } });
    room.isSilent = false;
    await join();
    expect(call.state.value.kind).toBe('joined');
  });
});

describe('RoomCall after a change of network', () => {
  it('comes back over the new one and restarts ICE', async () => {
    await media.camera.start();
    await join();
    changeNetwork();
    await pass(0);
    expect(room.socket.url.search).toBe('?resume=resume-1');
    expect(room.asked('restartIce')).toEqual([{ transportId: room.transports[0]?.id }]);
    expect(room.transports).toHaveLength(2);
  });

  it('does not wait any longer when the network is back', async () => {
    await join();
    room.refusal = new ProtocolError('draining');
    room.socket.cut();
    await pass(5_000);
    const attempts = room.sockets.length;
    room.refusal = undefined;
    changeNetwork();
    await settle();
    expect(room.sockets).toHaveLength(attempts + 1);
    expect(call.state.value.kind).toBe('joined');
  });
});

describe('RoomCall with broken media', () => {
  it('shows whether media flows', async () => {
    await media.camera.start();
    await join();
    expect(call.state.value).toEqual({ kind: 'joined', media: 'connecting' });
    setConnectionState(room.transports[0], 'connected');
    expect(call.state.value).toEqual({ kind: 'joined', media: 'connected' });
  });

  it('restarts ICE when a transport fails, and again while that does not help', async () => {
    await media.camera.start();
    await join();
    setConnectionState(room.transports[0], 'connected');
    setConnectionState(room.transports[0], 'failed');
    await pass(0);
    expect(room.asked('restartIce')).toHaveLength(1);
    await pass(3_000);
    expect(room.asked('restartIce')).toHaveLength(2);
    setConnectionState(room.transports[0], 'connected');
    await pass(60_000);
    expect(room.asked('restartIce')).toHaveLength(2);
  });

  it('lets a short disconnection heal by itself', async () => {
    await media.camera.start();
    await join();
    setConnectionState(room.transports[0], 'disconnected');
    await pass(900);
    setConnectionState(room.transports[0], 'connected');
    await pass(60_000);
    expect(room.methods).not.toContain('restartIce');
  });

  it('counts a server that does not answer an ICE restart as cut', async () => {
    await media.camera.start();
    await join();
    room.answers.set('restartIce', () => new Promise(() => undefined));
    setConnectionState(room.transports[0], 'failed');
    await pass(0);
    room.answers.clear();
    await pass(4_000);
    expect(room.socket.url.search).toBe('?resume=resume-1');
    await pass(1);
    expect(room.asked('restartIce')).toHaveLength(1);
  });

  it('makes everything anew after a worker died', async () => {
    await media.camera.start();
    await join();
    room.enter('bob');
    await room.announce(room.consumer('bob', 'camera'));
    const first = participant('bob').camera.value;

    room.dropMedia();
    room.socket.notify('mediaReset', { reason: 'worker-died' });
    await settle();
    expect(participant('bob').camera.value).toBeUndefined();
    await room.announce(room.consumer('bob', 'camera'));
    expect(participant('bob').camera.value).toBeDefined();
    expect(participant('bob').camera.value).not.toBe(first);
    expect(room.asked('produce')).toHaveLength(2);
    expect(room.transports.map(({ closed }) => closed)).toEqual([true, true, false, false]);
    expect(events).toEqual([['joined', 'bob']]);
  });

  it('makes media anew where the server does not know its transport', async () => {
    await media.camera.start();
    await join();
    room.answers.set('restartIce', () => {
      throw new ProtocolError('transport-not-found');
    });
    setConnectionState(room.transports[0], 'failed');
    await pass(0);
    expect(room.asked('createWebRtcTransport')).toHaveLength(4);
  });

  it('waits for a server whose media restarts', async () => {
    await join();
    room.answers.set('createWebRtcTransport', () => {
      throw new ProtocolError('media-unavailable');
    });
    room.socket.notify('mediaReset', { reason: 'worker-died' });
    await settle();
    expect(call.state.value).toEqual({ kind: 'joined', media: 'connecting' });
    room.answers.clear();
    await pass(500);
    expect(call.state.value).toEqual({ kind: 'joined', media: 'connected' });
  });

  it('enters anew where media does not come back', async () => {
    await join();
    room.answers.set('createWebRtcTransport', () => {
      throw new ProtocolError('media-unavailable');
    });
    room.socket.notify('mediaReset', { reason: 'worker-died' });
    await pass(10_000);
    room.answers.clear();
    await pass(10_000);
    expect(room.tokens).toBeGreaterThan(1);
    expect(call.state.value).toEqual({ kind: 'joined', media: 'connected' });
  });
});

describe('RoomCall that ends', () => {
  it.each<EndReason>(['room-closed', 'removed', 'duplicate-session', 'rate-limited'])(
    'shows that it ended: %s',
    async (reason) => {
      await join();
      room.enter('bob');
      room.socket.notify('ended', { reason });
      room.socket.hangUp();
      await settle();
      expect(call.state.value).toEqual({ kind: 'ended', reason });
      expect(ids()).toEqual([]);
      expect(events.at(-1)).toEqual(['ended', reason]);
      await pass(60_000);
      expect(room.sockets).toHaveLength(1);
    },
  );

  it('comes back by itself from a node that drains', async () => {
    await join();
    room.enter('bob');
    const bob = participant('bob');
    room.socket.notify('ended', { reason: 'node-draining' });
    await settle();
    expect(room.socket.url.search).toBe('?token=token-2');
    expect(call.state.value.kind).toBe('joined');
    expect(participant('bob')).toBe(bob);
  });

  it('tells why it could not enter, and can be asked again', async () => {
    room.refusal = new ProtocolError('room-full');
    await expect(call.join()).rejects.toMatchObject({ code: 'room-full' });
    expect(call.state.value).toMatchObject({ kind: 'failed', error: { code: 'room-full' } });
    room.refusal = undefined;
    await join();
    expect(call.state.value.kind).toBe('joined');
  });

  it('tells that a browser cannot take part', async () => {
    const unsupported = new RoomCall(
      {
        server: room,
        roomId: 'k7mw3xqpv9td',
        displayName: 'Ada',
        peerSecret: 's'.repeat(22),
        media,
        encryption: 'none',
      },
      {
        openSocket: room.openSocket,
        openMedia: () => Promise.reject(new Error('Nothing is encrypted here.')),
        createDevice: () => {
          throw new Error('device not supported');
        },
        watchNetwork: () => ({ close: () => undefined }),
        random: () => 0,
      },
    );
    await expect(unsupported.join()).rejects.toMatchObject({ code: 'unsupported-browser' });
  });

  it('tells the room that it leaves', async () => {
    await join();
    await call.leave();
    expect(room.methods.at(-1)).toBe('leave');
    expect(call.state.value).toEqual({ kind: 'ended', reason: 'left' });
    expect(events).toEqual([['ended', 'left']]);
  });

  it.each(['token', 'socket', 'join'] as const)('can be left while it waits for its %s', async (what) => {
    const gate = Promise.withResolvers<never>();
    gate.promise.catch(() => undefined);
    if (what === 'token') jest.spyOn(room, 'token').mockReturnValue(gate.promise);
    if (what === 'socket') room.isSilent = true;
    if (what === 'join') room.answers.set('join', () => gate.promise);
    const refused = expect(call.join()).rejects.toMatchObject({ code: 'conflict' });
    await settle();
    await call.leave();
    gate.reject(new ProtocolError('unreachable'));
    await refused;
    expect(call.state.value).toEqual({ kind: 'ended', reason: 'left' });
  });

  it('can be left while it reconnects', async () => {
    await join();
    room.isSilent = true;
    room.socket.cut();
    await pass(9_000);
    await call.leave();
    expect(call.state.value).toEqual({ kind: 'ended', reason: 'left' });
    await pass(60_000);
    expect(call.state.value).toEqual({ kind: 'ended', reason: 'left' });
  });
});

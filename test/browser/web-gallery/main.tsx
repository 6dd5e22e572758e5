import type { CallMember, EncryptionAlarm } from '../../../src/client/api.ts';
import type { RoomPreview } from '../../../src/client/server-api.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import type { CallOptions } from '../../../src/web/app/services.ts';
import { startApp } from '../../../src/web/app/start-app.tsx';
import { paintPerson, paintScreen } from './canvas-picture.ts';
import { FakeAccounts } from './fake-accounts.ts';
import { createFakeParticipant, createFakeTrack, FakeCall, type FakeParticipant } from './fake-call.ts';
import { FakeEncryption } from './fake-encryption.ts';
import { createFakeMedia, type FakeMedia } from './fake-media.ts';
import { FakeMessenger } from './fake-messenger.ts';
import { bea } from './fake-people.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';

const names = [
  'Ada Lovelace',
  'Grace Hopper',
  'Élise Caron',
  'Bartholomew Featherstonehaugh',
  'Mei',
  'José Ángel Ruiz',
  'Nora',
  'Kwame Mensah',
  'Ines Duarte',
  'Tom',
];
const scenario = scenarioSchema.parse(Object.fromEntries(new URLSearchParams(window.location.search)));
const moderatorKey = 'key';

const messenger = new FakeMessenger(scenario);
window.gallery = {
  call: undefined,
  media: undefined,
  encryption: undefined,
  messenger,
  addPerson: () => addPerson(),
  receive: (body) => messenger.conversation('bea').receive(body, bea),
};
const nobody: CallMember = {
  id: 'nobody',
  displayName: 'Nobody',
  isMe: false,
  isConfirmed: true,
  trust: 'guest',
};

const accounts = Promise.resolve(new FakeAccounts(scenario));
const loadedMessenger = Promise.resolve(messenger);
const app = document.getElementById('app');
if (app === null) throw new Error('the page has no element with the id "app"');
await startApp(app, {
  server: {
    bootstrap: async () => ({
      version: '0',
      shareOrigin: 'https://calls.example.org',
      video: { codec: 'vp8', width: 1280, height: 720, frameRate: 30, maxBitrate: 1_500_000 },
      screen: { frameRate: 15, maxBitrate: 2_500_000 },
      audio: { dtx: false, maxBitrate: 40_000 },
      accounts: { registration: 'open' },
    }),
    createRoom: async () => {
      if (scenario.room === 'unreachable') throw new ProtocolError('unreachable');
      return { roomId: 'k7mw3xqpv9td', moderatorKey };
    },
    room: async (roomId) => summary(roomId),
  },
  loadAccounts: () => accounts,
  loadMessenger: () => loadedMessenger,
  loadCallLibrary: async () => ({
    createLocalMedia: () => {
      window.gallery.media = fakeMedia(scenario);
      return window.gallery.media;
    },
    createCall: ({ media, displayName, encryption }) => {
      const call = fakeCall(media, displayName, encryption);
      window.gallery.encryption = encryption;
      window.gallery.call = call;
      return call;
    },
  }),
});

function summary(roomId: string): RoomPreview {
  if (scenario.room === 'room-not-found' || scenario.room === 'unreachable' || scenario.room === 'draining')
    throw new ProtocolError(scenario.room);
  if (scenario.room === 'other') throw new ProtocolError('internal');
  const full = scenario.room === 'room-full';
  const inside = full ? 50 : scenario.inside;
  return {
    roomId,
    encrypted: !location.pathname.startsWith('/u/'),
    participants: names.slice(0, Math.min(inside, 3)).map((displayName) => ({ displayName })),
    participantCount: inside,
    capacity: 50,
    locked: scenario.room === 'room-locked',
  };
}

function fakeMedia({ camera, microphone, sharing }: Scenario): FakeMedia {
  const media = createFakeMedia((name) => (name === 'Screen' ? paintScreen() : paintPerson(name)));
  const { states } = media;
  if (camera === 'off') media.camera.start = async () => undefined;
  if (camera !== 'on' && camera !== 'off') {
    media.camera.start = async () => {
      states.camera.value = { kind: 'failed', reason: camera };
    };
  }
  if (microphone !== 'on' && microphone !== 'off') {
    media.microphone.start = async () => {
      states.microphone.value = { kind: 'failed', reason: microphone };
    };
  }
  if (sharing) void media.screen.start();
  states.level.value = 0.45;
  return media;
}

function fakeCall(
  media: FakeCall['media'],
  displayName: string,
  encryption: CallOptions['encryption'],
): FakeCall {
  const call = new FakeCall(media, encryption === 'none' ? 'none' : fakeEncryption(encryption.invitation));
  const { join } = scenario;
  if (join !== 'joined') {
    call.join = async () => {
      throw new ProtocolError(join === 'other' ? 'internal' : join);
    };
  }
  call.me.value = { peerId: 'me', displayName, role: scenario.role };
  call.participants.value = Array.from({ length: scenario.people }, (_, index) => person(index));
  if (call.encryption !== undefined) {
    const me: CallMember = { id: 'me', displayName, isMe: true, isConfirmed: true, trust: 'verified' };
    call.encryption.members.value = [me, ...call.participants.value.map(member)];
    call.encryption.alarms.value = fakeAlarms(call.encryption.members.value[1]);
  }
  call.selectsSpeakers.value = scenario.selecting;
  const [first, second] = call.participants.value;
  if (first !== undefined) {
    call.activeSpeakerId.value = first.id;
    first.speaking.value = true;
  }
  if (scenario.weak && first !== undefined) {
    first.quality.value = { level: 1, reason: 'packet-loss', roundTripTime: 480, packetLoss: 0.12 };
    call.quality.value = { level: 2, reason: 'packet-loss', roundTripTime: 310, packetLoss: 0.064 };
  }
  if (scenario.screen && second !== undefined) second.screen.value = createFakeTrack('screen', paintScreen());
  if (scenario.reconnecting) {
    const join = call.join.bind(call);
    call.join = async () => {
      await join();
      call.state.value = { kind: 'reconnecting', since: Date.now() - 6000, attempt: 3 };
    };
  }
  return call;
}

function fakeEncryption(invitation: string): FakeEncryption {
  const encryption = new FakeEncryption();
  encryption.invitation.value = invitation;
  encryption.refusesRenewal = scenario.renewal === 'refused';
  const since = Date.now() - (scenario.entering === 'long' ? 9000 : 0);
  if (scenario.entering !== 'no') encryption.state.value = { kind: 'entering', since };
  return encryption;
}

function member({ id, displayName }: FakeParticipant, index: number): CallMember {
  const mixed = (['changed', 'verified', 'guest'] as const)[index % 3] ?? 'guest';
  const trust = scenario.trust === 'mixed' ? mixed : scenario.trust;
  return { id, displayName: displayName.value, isMe: false, isConfirmed: true, trust };
}

function fakeAlarms({ id: memberId, displayName }: CallMember = nobody): EncryptionAlarm[] {
  const alarms: EncryptionAlarm[] = [
    { kind: 'identity-changed', memberId, displayName },
    { kind: 'split' },
    { kind: 'forged', memberId, displayName },
    { kind: 'tampered', reason: 'as the gallery was told' },
  ];
  return alarms.filter(({ kind }) => scenario.alarm === 'all' || scenario.alarm === kind);
}

function person(index: number): FakeParticipant {
  const name = `${names[index % names.length]}${index >= names.length ? ` ${index + 1}` : ''}`;
  const participant = createFakeParticipant(`peer-${index}`, name, index === 3 ? 'moderator' : 'participant');
  if (index % 6 !== 4) participant.camera.value = createFakeTrack('camera', paintPerson(name, 320, 180));
  participant.microphone.value = createFakeTrack('microphone', silence(), index % 3 === 1);
  return participant;
}

function addPerson(): void {
  const { call } = window.gallery;
  if (call === undefined) return;
  const participant = person(call.participants.value.length);
  call.participants.value = [...call.participants.value, participant];
  if (call.encryption !== undefined) {
    const { members } = call.encryption;
    members.value = [...members.value, member(participant, members.value.length - 1)];
  }
  call.emit('participantJoined', participant);
}

function silence(): MediaStreamTrack {
  const [track] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
  if (track === undefined) throw new Error('no audio track');
  return track;
}

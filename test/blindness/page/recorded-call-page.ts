// First, as in the web app: the server's policy allows no compiled schemas.
import '../../../src/web/app/zod-without-eval.ts';
import { effect } from '@preact/signals-core';
import { Device } from 'mediasoup-client';
import type { Call, LocalMedia, RemoteTrack } from '../../../src/client/api.ts';
import { watchNetwork } from '../../../src/client/call/network-watch.ts';
import { RoomCall } from '../../../src/client/call/room-call.ts';
import { openProtooSocket } from '../../../src/client/connection/protoo-socket.ts';
import { MediaEncryption } from '../../../src/client/encryption/media-encryption.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import { createLocalMedia } from '../../../src/client/index.ts';
import { ServerApi } from '../../../src/client/server-api.ts';
import { toBase64Url } from '../../../src/e2ee/bytes.ts';
import type { Source } from '../../../src/protocol/identifiers.ts';
import type { TappedFrame } from './frame-tap.ts';
import { noteSecret, type Secret, secretsOfGroup, tapGroups } from './group-tap.ts';

export interface RecordedCallWish {
  readonly name: string;
  readonly roomId: string;
  readonly invitation: string;
  readonly peerSecret: string;
  /** Whether frames are sealed, or pass as they are: the control. */
  readonly seals: boolean;
}

/** How far this person's call has come. */
export interface CallProgress {
  readonly members: number;
  readonly verificationCode: string | undefined;
  readonly invitation: string;
  /** Names of the others. */
  readonly others: readonly string[];
  /** Frames that the encoders gave so far. */
  readonly encoded: Readonly<Partial<Record<Source, number>>>;
  /** Frames of others' cameras that were decoded. */
  readonly decoded: number;
  readonly alarms: readonly string[];
}

/** A tapped frame on its way out of the page, in base64url. */
export type ExportedFrame = Omit<TappedFrame, 'kind' | 'data'> & { readonly data: string };

/** So many leave the page at once. */
const batchLength = 400;
const shownSize = { width: 640, height: 360 };

const tappedFrames: TappedFrame[] = [];
const encoded: Partial<Record<Source, number>> = {};
const verificationCodes = new Set<string>();
const players = new Map<RemoteTrack, HTMLVideoElement>();
let running: { readonly call: Call; readonly media: LocalMedia } | undefined;

tapGroups();

async function join({ invitation, name, peerSecret, roomId, seals }: RecordedCallWish): Promise<void> {
  const server = new ServerApi(window.location.origin);
  const media = createLocalMedia({ policy: await server.bootstrap() });
  await Promise.all([media.camera.start(), media.microphone.start()]);
  const identity = new MemoryIdentity();
  const { publicKey } = await identity.deviceKey();
  noteSecret('public key of a device', new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)));
  const call = new RoomCall(
    { server, roomId, displayName: name, peerSecret, media, encryption: { invitation, identity } },
    {
      openSocket: openProtooSocket,
      createDevice: () => new Device(),
      watchNetwork,
      random: Math.random,
      openMedia: () => openMedia(seals),
    },
  );
  running = { call, media };
  call.on('problem', (error) => reportError(error));
  effect(() => {
    const code = call.encryption?.verificationCode.value;
    if (code !== undefined) verificationCodes.add(code);
  });
  effect(() => {
    for (const { camera, microphone } of call.participants.value) {
      for (const track of [camera.value, microphone.value]) if (track !== undefined) play(track);
    }
  });
  await call.join();
}

function openMedia(seals: boolean): Promise<MediaEncryption> {
  const worker = seals
    ? new Worker(new URL('./recording-worker.ts', import.meta.url), { type: 'module' })
    : new Worker(new URL('./unsealed-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<TappedFrame | { kind: '' }>) => {
    if (data.kind !== 'tapped') return;
    tappedFrames.push(data);
    if (data.point === 'encoded') encoded[data.source] = (encoded[data.source] ?? 0) + 1;
  });
  return MediaEncryption.open({ worker });
}

/** Shows it, so that the server sends it and the browser decodes it. */
function play(track: RemoteTrack): void {
  if (players.has(track)) return;
  const player = document.createElement('video');
  player.muted = track.kind === 'video';
  player.srcObject = new MediaStream([track.track]);
  document.body.append(player);
  // Interrupted where the track ends at once.
  player.play().catch(() => undefined);
  if (track.kind === 'video') track.openView().setSize(shownSize);
  players.set(track, player);
}

async function progress(): Promise<CallProgress> {
  const { call } = present();
  const cameras = [...players.keys()].filter(({ kind }) => kind === 'video');
  const decoded = await Promise.all(
    cameras.map(({ track }) => window.instruments.connections.framesDecoded(track)),
  );
  return {
    members: call.encryption?.members.value.length ?? 0,
    verificationCode: call.encryption?.verificationCode.value,
    invitation: call.encryption?.invitation.value ?? '',
    others: call.participants.value.map(({ displayName }) => displayName.value),
    encoded,
    decoded: decoded.reduce((sum, count) => sum + count, 0),
    alarms: call.encryption?.alarms.value.map((alarm) => JSON.stringify(alarm)) ?? [],
  };
}

function rename(name: string): Promise<void> {
  return present().call.setDisplayName(name);
}

async function renewInvitation(): Promise<void> {
  await present().call.encryption?.renewInvitation();
}

async function leave(): Promise<void> {
  const { call, media } = present();
  await call.leave();
  media.close();
  for (const player of players.values()) player.srcObject = null;
}

function secrets(): Secret[] {
  return secretsOfGroup();
}

function codes(): string[] {
  return [...verificationCodes];
}

/** Takes the oldest frames out of the page, as JSON of `ExportedFrame[]`: some drivers are slow with objects. */
function takeFrames(): string {
  const batch = tappedFrames.splice(0, batchLength);
  return JSON.stringify(
    batch.map(({ data, point, source }): ExportedFrame => {
      return { source, point, data: toBase64Url(new Uint8Array(data)) };
    }),
  );
}

function present() {
  if (running === undefined) throw new Error('there is no call');
  return running;
}

const recordedCallPage = { join, progress, rename, renewInvitation, leave, secrets, codes, takeFrames };

declare global {
  interface Window {
    recordedCallPage: typeof recordedCallPage;
  }
}

window.recordedCallPage = recordedCallPage;

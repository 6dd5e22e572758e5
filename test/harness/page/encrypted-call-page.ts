// First, as in the web app: the server's policy allows no compiled schemas.
import '../../../src/web/app/zod-without-eval.ts';
import { Device } from 'mediasoup-client';
import type { Call, LocalMedia, RemoteTrack } from '../../../src/client/api.ts';
import { watchNetwork } from '../../../src/client/call/network-watch.ts';
import { RoomCall } from '../../../src/client/call/room-call.ts';
import { openProtooSocket } from '../../../src/client/connection/protoo-socket.ts';
import { MediaEncryption } from '../../../src/client/encryption/media-encryption.ts';
import type { Refusal } from '../../../src/client/encryption/messages.ts';
import { sealableCodec } from '../../../src/client/encryption/sealable-codec.ts';
import { createLocalMedia } from '../../../src/client/index.ts';
import { ServerApi } from '../../../src/client/server-api.ts';
import { importBaseKey } from '../../../src/e2ee/frames/sframe/key-schedule.ts';
import type { Source } from '../../../src/protocol/identifiers.ts';
import type { Bootstrap } from '../../../src/protocol/room-token.ts';

/** Members are given by their names, as no keys are agreed here. */
export interface EncryptedCallWish {
  readonly name: string;
  readonly roomId: string;
  readonly peerSecret: string;
  readonly codec: Bootstrap['video']['codec'];
  /** Whether camera and microphone are on. */
  readonly sends: boolean;
  /** Every member's leaf, this one's too. */
  readonly leaves: Readonly<Record<string, number>>;
  /** What every byte of the base key is. */
  readonly keyFill: number;
}

/** What arrives of one source of one other member. */
export interface ArrivalReport {
  readonly name: string;
  readonly source: Source;
  readonly codec: string;
  /** Frames that the worker opened, and that it refused by reason. */
  readonly opened: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Of video. */
  readonly framesDecoded: number;
  readonly pattern: string | undefined;
}

/** What this member sends of one source. */
export interface SendingReport {
  readonly source: Source;
  readonly codec: string;
  readonly sealed: number;
}

interface Arrival {
  readonly id: number;
  readonly peerId: string;
  readonly source: Source;
  readonly codec: string;
}

interface Running {
  readonly call: Call;
  readonly media: LocalMedia;
  readonly encryption: MediaEncryption;
  readonly arrivals: Arrival[];
  readonly sendings: { readonly id: number; readonly source: Source; readonly codec: string }[];
  readonly refusals: Refusal[];
  readonly players: Map<RemoteTrack, HTMLVideoElement>;
}

/** The server as it is, but for the codec that it proposes. */
class ServerWithCodec extends ServerApi {
  readonly #codec: Bootstrap['video']['codec'];

  constructor(codec: Bootstrap['video']['codec']) {
    super(window.location.origin);
    this.#codec = codec;
  }

  override async bootstrap(): Promise<Bootstrap> {
    const policy = await super.bootstrap();
    return { ...policy, video: { ...policy.video, codec: this.#codec } };
  }
}

const shownSize = { width: 640, height: 360 };
let running: Running | undefined;
let incarnation = 0;

async function join(wish: EncryptedCallWish): Promise<void> {
  const { codec, keyFill, leaves, name, peerSecret, roomId, sends } = wish;
  const server = new ServerWithCodec(codec);
  const media = createLocalMedia({ policy: await server.bootstrap() });
  if (sends) await Promise.all([media.camera.start(), media.microphone.start()]);
  const encryption = await MediaEncryption.open();
  const arrivals: Arrival[] = [];
  const sendings: Running['sendings'] = [];
  const refusals: Refusal[] = [];
  encryption.on('refused', (refusal) => refusals.push(refusal));
  encryption.on('failed', (error) => reportError(error));
  const baseKey = await importBaseKey(new Uint8Array(32).fill(keyFill));
  encryption.install({ epoch: 0n, baseKey, leaf: leaves[name] ?? 0, leaves: new Map(Object.entries(leaves)) });
  const call: RoomCall = new RoomCall(
    { server, roomId, displayName: name, peerSecret, media },
    {
      openSocket: openProtooSocket,
      createDevice: () => new Device(),
      watchNetwork,
      random: Math.random,
      protection: {
        onRtpSender: (sender, { mimeType, source }) => {
          const context = { source, incarnation };
          incarnation += 1;
          const codecSent = sealableCodec(mimeType);
          const { id } = encryption.protectSender(sender, { context, codec: codecSent });
          sendings.push({ id, source, codec: codecSent });
        },
        onRtpReceiver: (receiver, { mimeType, peerId, source }) => {
          const from = nameOf(call, peerId) ?? '';
          const codecReceived = sealableCodec(mimeType);
          const { id } = encryption.protectReceiver(receiver, { sender: from, source, codec: codecReceived });
          arrivals.push({ id, peerId, source, codec: codecReceived });
        },
      },
    },
  );
  running = { call, media, encryption, arrivals, sendings, refusals, players: new Map() };
  call.on('problem', (error) => reportError(error));
  await call.join();
}

/** What arrives now. Plays everything, so that the server sends it and the browser decodes it. */
async function arrivals(): Promise<ArrivalReport[]> {
  const { call, encryption, arrivals: known, players } = present();
  const shown = await Promise.all(
    known.map(async (arrival) => {
      const track = trackOf(call, arrival.peerId, arrival.source);
      const player = track && (players.get(track) ?? play(players, track));
      const framesDecoded =
        track?.kind === 'video' ? await window.instruments.connections.framesDecoded(track.track) : 0;
      return { arrival, framesDecoded, pattern: player && window.instruments.viewer.pattern(player) };
    }),
  );
  // Read last: each frame that was decoded has then been counted.
  const statistics = await encryption.statistics();
  return shown.map(({ arrival: { codec, id, peerId, source }, framesDecoded, pattern }) => {
    const tally = statistics.find((entry) => entry.id === id)?.tally;
    const name = nameOf(call, peerId) ?? '';
    const refused = { ...tally?.refused };
    return { name, source, codec, opened: tally?.passed ?? 0, refused, framesDecoded, pattern };
  });
}

/** What is sent now. */
async function sendings(): Promise<SendingReport[]> {
  const { encryption, sendings: known } = present();
  const statistics = await encryption.statistics();
  return known.map(({ codec, id, source }) => ({
    source,
    codec,
    sealed: statistics.find((entry) => entry.id === id)?.tally.passed ?? 0,
  }));
}

/** The tone of somebody's microphone. */
async function hears(name: string): Promise<number | undefined> {
  const other = present().call.participants.value.find(({ displayName }) => displayName.value === name);
  const track = other?.microphone.value?.track;
  return track && window.instruments.hearTone(track);
}

/** Which refusals the page was told of. */
function refusals(): Refusal[] {
  return present().refusals;
}

async function leave(): Promise<void> {
  const { call, encryption, media, players } = present();
  running = undefined;
  await call.leave();
  media.close();
  encryption.close();
  for (const player of players.values()) {
    player.srcObject = null;
    player.remove();
  }
}

function play(players: Running['players'], track: RemoteTrack): HTMLVideoElement {
  const player = document.createElement('video');
  player.muted = track.kind === 'video';
  player.srcObject = new MediaStream([track.track]);
  document.body.append(player);
  // It never begins where nothing can be decoded, and is ended with its call then.
  player.play().catch(() => undefined);
  if (track.kind === 'video') track.openView().setSize(shownSize);
  players.set(track, player);
  return player;
}

function trackOf(call: Call, peerId: string, source: Source): RemoteTrack | undefined {
  const participant = call.participants.value.find(({ id }) => id === peerId);
  return source === 'camera' ? participant?.camera.value : participant?.microphone.value;
}

function nameOf(call: Call, peerId: string): string | undefined {
  return call.participants.value.find(({ id }) => id === peerId)?.displayName.value;
}

function present(): Running {
  if (running === undefined) throw new Error('there is no call');
  return running;
}

const encryptedCallPage = { join, arrivals, sendings, hears, refusals, leave };

declare global {
  interface Window {
    encryptedCallPage: typeof encryptedCallPage;
  }
}

window.encryptedCallPage = encryptedCallPage;

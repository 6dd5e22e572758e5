// First, as in the web app: the server's policy allows no compiled schemas.
import '../../../src/web/app/zod-without-eval.ts';
import { Device } from 'mediasoup-client';
import type { Call, LocalMedia, RemoteTrack } from '../../../src/client/api.ts';
import { watchNetwork } from '../../../src/client/call/network-watch.ts';
import { RoomCall } from '../../../src/client/call/room-call.ts';
import { openProtooSocket } from '../../../src/client/connection/protoo-socket.ts';
import { MediaEncryption } from '../../../src/client/encryption/media-encryption.ts';
import type { Refusal } from '../../../src/client/encryption/messages.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import { createLocalMedia } from '../../../src/client/index.ts';
import { ServerApi } from '../../../src/client/server-api.ts';
import { importBaseKey } from '../../../src/e2ee/frames/sframe/key-schedule.ts';
import type { Source } from '../../../src/protocol/identifiers.ts';
import type { Bootstrap } from '../../../src/protocol/room-token.ts';
import { FreezeWatch } from './freeze-watch.ts';

export interface EncryptedCallWish {
  readonly name: string;
  readonly roomId: string;
  readonly invitation: string;
  readonly peerSecret: string;
  readonly codec: Bootstrap['video']['codec'];
  /** Whether camera and microphone are on. */
  readonly sends: boolean;
  /** Whether this page uses another media key than the one that was agreed on. */
  readonly isWrongKey: boolean;
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
  readonly observed: ObservedEncryption;
  readonly players: Map<RemoteTrack, HTMLVideoElement>;
  /** By sender. */
  readonly freezes: Map<string, FreezeWatch>;
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

/** What encrypts a call, with a note of each track that passes it. */
class ObservedEncryption {
  readonly encryption: MediaEncryption;
  readonly arrivals: Arrival[] = [];
  readonly sendings: Omit<Arrival, 'peerId'>[] = [];
  readonly refusals: Refusal[] = [];

  private constructor(encryption: MediaEncryption) {
    this.encryption = encryption;
    encryption.on('refused', (refusal) => this.refusals.push(refusal));
    encryption.on('failed', (error) => reportError(error));
    const protectSender = encryption.protectSender.bind(encryption);
    encryption.protectSender = (sender, track) => {
      const protectedTrack = protectSender(sender, track);
      this.sendings.push({ id: protectedTrack.id, source: track.context.source, codec: track.codec });
      return protectedTrack;
    };
    const protectReceiver = encryption.protectReceiver.bind(encryption);
    encryption.protectReceiver = (receiver, track) => {
      const protectedTrack = protectReceiver(receiver, track);
      const { codec, sender, source } = track;
      this.arrivals.push({ id: protectedTrack.id, peerId: sender, source, codec });
      return protectedTrack;
    };
  }

  static async open(isWrongKey: boolean): Promise<ObservedEncryption> {
    const observed = new ObservedEncryption(await MediaEncryption.open());
    if (isWrongKey) {
      const { encryption } = observed;
      const wrongKey = await importBaseKey(new Uint8Array(16).fill(1));
      const install = encryption.install.bind(encryption);
      encryption.install = (secrets) => install({ ...secrets, baseKey: wrongKey });
    }
    return observed;
  }
}

const shownSize = { width: 640, height: 360 };
let running: Running | undefined;

async function join(wish: EncryptedCallWish): Promise<void> {
  const { codec, invitation, isWrongKey, name, peerSecret, roomId, sends } = wish;
  const server = new ServerWithCodec(codec);
  const media = createLocalMedia({ policy: await server.bootstrap() });
  if (sends) await Promise.all([media.camera.start(), media.microphone.start()]);
  const observed = await ObservedEncryption.open(isWrongKey);
  const call = new RoomCall(
    {
      server,
      roomId,
      displayName: name,
      peerSecret,
      media,
      encryption: { invitation, identity: new MemoryIdentity() },
    },
    {
      openSocket: openProtooSocket,
      createDevice: () => new Device(),
      watchNetwork,
      random: Math.random,
      openMedia: async () => observed.encryption,
    },
  );
  running = { call, media, observed, players: new Map(), freezes: new Map() };
  call.on('problem', (error) => reportError(error));
  await call.join();
}

/** What arrives now. Plays everything, so that the server sends it and the browser decodes it. */
async function arrivals(): Promise<ArrivalReport[]> {
  const { call, freezes, observed, players } = present();
  const { arrivals: known, encryption } = observed;
  const shown = await Promise.all(
    known.map(async (arrival) => {
      const track = trackOf(call, arrival.peerId, arrival.source);
      const player = track && (players.get(track) ?? play(players, track));
      if (player && track.kind === 'video' && !freezes.has(arrival.peerId)) {
        freezes.set(arrival.peerId, new FreezeWatch(player));
      }
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
  const { encryption, sendings: known } = present().observed;
  const statistics = await encryption.statistics();
  return known.map(({ codec, id, source }) => ({
    source,
    codec,
    sealed: statistics.find((entry) => entry.id === id)?.tally.passed ?? 0,
  }));
}

function verificationCode(): string | undefined {
  return present().call.encryption?.verificationCode.value;
}

/** Begins to measure anew how long each camera stands still. */
function watchFreezes(): void {
  for (const watch of present().freezes.values()) watch.restart();
}

/** The longest time that each camera stood still since then, by sender; milliseconds. */
function freezes(): Record<string, number> {
  const { call, freezes: watches } = present();
  return Object.fromEntries(
    [...watches].map(([peerId, watch]) => [nameOf(call, peerId) ?? peerId, watch.longest()]),
  );
}

/** The tone of somebody's microphone. */
async function hears(name: string): Promise<number | undefined> {
  const other = present().call.participants.value.find(({ displayName }) => displayName.value === name);
  const track = other?.microphone.value?.track;
  return track && window.instruments.hearTone(track);
}

/** Which refusals the page was told of. */
function refusals(): Refusal[] {
  return present().observed.refusals;
}

async function leave(): Promise<void> {
  const { call, media, players } = present();
  running = undefined;
  await call.leave();
  media.close();
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

const encryptedCallPage = {
  join,
  arrivals,
  sendings,
  verificationCode,
  watchFreezes,
  freezes,
  hears,
  refusals,
  leave,
};

declare global {
  interface Window {
    encryptedCallPage: typeof encryptedCallPage;
  }
}

window.encryptedCallPage = encryptedCallPage;

// First, as in the web app: the server's policy allows no compiled schemas.
import '../../../src/web/app/zod-without-eval.ts';
import { Device } from 'mediasoup-client';
import type { Call, EncryptionAlarm, LocalMedia, Participant, RemoteTrack } from '../../../src/client/api.ts';
import { watchNetwork } from '../../../src/client/call/network-watch.ts';
import { RoomCall } from '../../../src/client/call/room-call.ts';
import { openProtooSocket } from '../../../src/client/connection/protoo-socket.ts';
import type { Refusal } from '../../../src/client/encryption/messages.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import { createLocalMedia } from '../../../src/client/index.ts';
import { ServerApi } from '../../../src/client/server-api.ts';
import type { Source } from '../../../src/protocol/identifiers.ts';
import type { Bootstrap } from '../../../src/protocol/room-token.ts';
import { FreezeWatch } from './freeze-watch.ts';
import { ObservedEncryption } from './observed-encryption.ts';
import { Players, type ViewSize } from './players.ts';

export interface EncryptedCallWish {
  readonly name: string;
  readonly roomId: string;
  readonly invitation: string;
  readonly peerSecret: string;
  readonly codec: Bootstrap['video']['codec'];
  /** What the camera is to differ in from the server's proposal. */
  readonly video?: Partial<Bootstrap['video']>;
  /** Whether camera and microphone are on. */
  readonly sends: boolean;
  /** Whether this page uses another media key than the one that was agreed on. */
  readonly isWrongKey: boolean;
  /** Whether the room is one without encryption: the same call, as a control. */
  readonly isControl?: boolean;
}

/** What arrives of one source of one other member. */
export interface ArrivalReport {
  readonly name: string;
  readonly source: Source;
  /** As the connection negotiated it, such as `vp8`; '' before the first packet. */
  readonly codec: string;
  /** Frames that the worker opened, and that it refused by reason; none in a room without encryption. */
  readonly opened: number;
  readonly refused: Readonly<Record<string, number>>;
  /** The rest is of video. */
  readonly framesDecoded: number;
  readonly keyFramesDecoded: number;
  /** The spatial layer that the server sends; of simulcast and SVC. */
  readonly layer: number | undefined;
  /** Of the picture in the present frame. */
  readonly height: number | undefined;
  readonly pattern: string | undefined;
}

/** What this member sends of one source. */
export interface SendingReport {
  readonly source: Source;
  readonly codec: string;
  readonly sealed: number;
}

interface Running {
  readonly call: Call;
  readonly media: LocalMedia;
  /** `undefined` in a room without encryption. */
  readonly observed: ObservedEncryption | undefined;
  readonly players: Players;
  /** By sender. */
  readonly freezes: Map<string, FreezeWatch>;
}

/** The server as it is, but for what it proposes of video. */
class ServerWithVideo extends ServerApi {
  readonly #video: Partial<Bootstrap['video']>;

  constructor(video: Partial<Bootstrap['video']>) {
    super(window.location.origin);
    this.#video = video;
  }

  override async bootstrap(): Promise<Bootstrap> {
    const policy = await super.bootstrap();
    return { ...policy, video: { ...policy.video, ...this.#video } };
  }
}

let running: Running | undefined;

async function join(wish: EncryptedCallWish): Promise<void> {
  const { codec, invitation, isControl = false, isWrongKey, name, peerSecret, roomId, sends, video } = wish;
  const server = new ServerWithVideo({ ...video, codec });
  const media = createLocalMedia({ policy: await server.bootstrap() });
  if (sends) await Promise.all([media.camera.start(), media.microphone.start()]);
  const observed = isControl ? undefined : await ObservedEncryption.open(isWrongKey);
  const call = new RoomCall(
    {
      server,
      roomId,
      displayName: name,
      peerSecret,
      media,
      encryption: isControl ? 'none' : { invitation, identity: new MemoryIdentity() },
    },
    {
      openSocket: openProtooSocket,
      createDevice: () => new Device(),
      watchNetwork,
      random: Math.random,
      openMedia: async () => {
        if (observed === undefined) throw new Error('a room without encryption needs none');
        return observed.encryption;
      },
    },
  );
  running = { call, media, observed, players: new Players(), freezes: new Map() };
  call.on('problem', (error) => reportError(error));
  await call.join();
}

/** What arrives now. Plays everything, so that the server sends it and the browser decodes it. */
async function arrivals(): Promise<ArrivalReport[]> {
  const { call, observed } = present();
  const tracks = call.participants.value.flatMap((participant) =>
    tracksOf(participant).map((track) => ({ participant, track })),
  );
  const received = await Promise.all(tracks.map(({ participant, track }) => receive(participant, track)));
  // Read last: each frame that was decoded has then been counted.
  const statistics = (await observed?.statistics()) ?? [];
  return received.map(({ peerId, ...report }) => {
    const known = observed?.arrivals.findLast(
      (arrival) => arrival.peerId === peerId && arrival.source === report.source,
    );
    const tally = statistics.find(({ id }) => id === known?.id)?.tally;
    return { ...report, opened: tally?.passed ?? 0, refused: { ...tally?.refused } };
  });
}

async function receive(
  { displayName, id }: Participant,
  track: RemoteTrack,
): Promise<Omit<ArrivalReport, 'opened' | 'refused'> & { readonly peerId: string }> {
  const { freezes, players } = present();
  const { element } = players.play(track);
  const { source } = track;
  if (source === 'camera' && !freezes.has(id)) freezes.set(id, new FreezeWatch(element));
  const { codec, framesDecoded, keyFramesDecoded } = await window.instruments.connections.received(
    track.track,
  );
  const isVideo = track.kind === 'video';
  return {
    peerId: id,
    name: displayName.value,
    source,
    codec,
    framesDecoded,
    keyFramesDecoded,
    layer: track.layers.value?.spatial,
    height: isVideo ? element.videoHeight : undefined,
    pattern: isVideo ? window.instruments.viewer.pattern(element) : undefined,
  };
}

/** Shows a video of somebody in this size; hides it where there is none. */
function show(name: string, source: Source, size: ViewSize | undefined): void {
  const { call, players } = present();
  const other = call.participants.value.find(({ displayName }) => displayName.value === name);
  const track = other && tracksOf(other).find((candidate) => candidate.source === source);
  if (track === undefined) throw new Error(`${name} has no ${source}`);
  players.play(track).view?.setSize(size);
}

/** What is sent now. */
async function sendings(): Promise<SendingReport[]> {
  const { observed } = present();
  if (observed === undefined) return [];
  const statistics = await observed.statistics();
  return observed.sendings.map(({ codec, id, source }) => ({
    source,
    codec,
    sealed: statistics.find((entry) => entry.id === id)?.tally.passed ?? 0,
  }));
}

function verificationCode(): string | undefined {
  return present().call.encryption?.verificationCode.value;
}

/** What the call is alarmed about. */
function alarms(): readonly EncryptionAlarm[] {
  return present().call.encryption?.alarms.value ?? [];
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

/** The tone of somebody's microphone, or of what their screen plays. */
async function hears(
  name: string,
  source: 'microphone' | 'screen-audio' = 'microphone',
): Promise<number | undefined> {
  const other = present().call.participants.value.find(({ displayName }) => displayName.value === name);
  const remote = source === 'microphone' ? other?.microphone.value : other?.screenAudio.value;
  return remote && window.instruments.hearTone(remote.track);
}

function setMicrophoneMuted(muted: boolean): void {
  present().media.microphone.setMuted(muted);
}

async function shareScreen(): Promise<void> {
  const { screen } = present().media;
  await screen.start();
  const state = screen.state.value;
  if (state.kind !== 'on') throw new Error(`the screen is not shared: ${JSON.stringify(state)}`);
}

function stopScreen(): void {
  present().media.screen.stop();
}

/** Which refusals the page was told of. */
function refusals(): Refusal[] {
  return present().observed?.refusals ?? [];
}

async function leave(): Promise<void> {
  const { call, media, players } = present();
  running = undefined;
  await call.leave();
  media.close();
  players.close();
}

function tracksOf({ camera, microphone, screen, screenAudio }: Participant): RemoteTrack[] {
  return [camera, microphone, screen, screenAudio].flatMap(({ value }) =>
    value === undefined ? [] : [value],
  );
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
  show,
  sendings,
  verificationCode,
  alarms,
  watchFreezes,
  freezes,
  hears,
  setMicrophoneMuted,
  shareScreen,
  stopScreen,
  refusals,
  leave,
};

declare global {
  interface Window {
    encryptedCallPage: typeof encryptedCallPage;
  }
}

window.encryptedCallPage = encryptedCallPage;

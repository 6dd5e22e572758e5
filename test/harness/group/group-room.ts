import type { IdentityStore } from '../../../src/client/api.ts';
import type { RoomRequest } from '../../../src/client/connection/room-connection.ts';
import type { EncodedFrame } from '../../../src/client/encryption/encoded-frame.ts';
import { CallKeys } from '../../../src/client/group/call-keys.ts';
import { VisitKeys } from '../../../src/client/group/visit-keys.ts';
import { MemoryIdentity } from '../../../src/client/identity/memory-identity.ts';
import { createInvitation } from '../../../src/client/invitation.ts';
import { FrameSealer } from '../../../src/e2ee/frames/frame-sealer.ts';
import type { FrameCodec } from '../../../src/e2ee/frames/packing/codec.ts';
import { digestOf, type SentFrame } from '../../../src/e2ee/group/beacon.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import type { Source } from '../../../src/protocol/identifiers.ts';
import type { NotificationData } from '../../../src/protocol/server-messages.ts';
import { GroupDelivery, type GroupNotification } from '../../../src/server/rooms/group-delivery.ts';
import { InProcessWorker, type TrackStream } from './in-process-worker.ts';

/** Something on its way to a peer, as a hostile server may hold it in hand. */
export type Delivery = {
  [N in GroupNotification]: { readonly to: string; readonly name: N; readonly data: NotificationData<N> };
}[GroupNotification];

export interface PersonWish {
  /** The participant's id; its name in small letters unless given. */
  readonly peerId?: string;
  readonly identity?: IdentityStore;
  readonly invitation?: string;
}

/** What a peer asks of the room. */
export interface PeerRequest {
  readonly from: string;
  readonly method: string;
  readonly data: unknown;
}

const limits = {
  keptCommits: 64,
  keptCommitBytes: 1_000_000,
  pendingAdmissions: 50,
  messageBytes: 16_384,
  requestsPerSecond: 1_000,
  requestBurst: 1_000,
};

/**
 * A room's real delivery of group messages with real sessions of the client, in one process and without a network.
 * A test may stand in the place of the server: what it makes of a delivery is what arrives.
 */
export class GroupRoom {
  readonly roomId = 'k7mw3xqpv9td';
  readonly invitation: string;
  readonly people = new Map<string, GroupPerson>();
  readonly delivery = new GroupDelivery(limits, (to, name, data) => {
    this.deliver({ to, name, data } as Delivery);
  });
  /** What a hostile server does with each delivery: nothing, by default. */
  intercept: (delivery: Delivery) => readonly Delivery[] = (delivery) => [delivery];
  /** What it does with each request: gives the room's own answer, by default. It may throw instead. */
  interceptRequest: (request: PeerRequest, answer: () => unknown) => unknown = (_, answer) => answer();
  /** Peers that speak for themselves, and not through the client's sessions. */
  readonly outsiders = new Map<string, (delivery: Delivery) => void>();
  /** A moment in which others can act; tests that stop the clocks bring their own. */
  pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, 5));

  constructor(invitation = createInvitation()) {
    this.invitation = invitation;
  }

  /** Somebody comes in and asks for entry. Whether it is granted shows in its state. */
  async enter(name: string, wish: PersonWish = {}): Promise<GroupPerson> {
    const person = await GroupPerson.open(this, name, wish);
    for (const other of this.people.values()) other.keys.session.peerJoined(person.peerId);
    this.people.set(person.peerId, person);
    person.keys.begin(this.people.keys());
    return person;
  }

  /** Somebody comes in and is let in. */
  async join(name: string, wish: PersonWish = {}): Promise<GroupPerson> {
    const person = await this.enter(name, wish);
    await this.settle();
    return person;
  }

  /** The room says that somebody's session is over. */
  leave(person: GroupPerson): void {
    this.people.delete(person.peerId);
    person.close();
    this.delivery.left(person.peerId);
    for (const other of this.people.values()) other.keys.session.peerLeft(person.peerId);
  }

  /** Waits until everybody who is here is in one epoch with everybody else. */
  async settle(): Promise<void> {
    await this.until('everybody to be in one call', () => {
      const codes = new Set([...this.people.values()].map(({ call }) => call.verificationCode.value));
      const counts = [...this.people.values()].map(({ call }) => call.members.value.length);
      return codes.size === 1 && !codes.has(undefined) && counts.every((count) => count === this.people.size);
    });
  }

  async until(what: string, probe: () => boolean): Promise<void> {
    const end = Date.now() + 60_000;
    while (!probe()) {
      if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
      await this.pause();
    }
  }

  /** The room's answer to a peer, as the server gives it. */
  answer({ from, method, data }: PeerRequest): unknown {
    return this.interceptRequest({ from, method, data }, () =>
      answerOf(this.delivery, from, method, data as never),
    );
  }

  deliver(delivery: Delivery): void {
    for (const each of this.intercept(delivery)) this.hand(each);
  }

  /** Hands a delivery over as it is, past any interception: a server may say what it likes at any time. */
  hand(delivery: Delivery): void {
    const { to, name, data } = delivery;
    this.outsiders.get(to)?.(delivery);
    const session = this.people.get(to)?.keys.session;
    switch (name) {
      case 'admissionRequested':
        session?.admissionRequested(data);
        break;
      case 'admissionWithdrawn':
        session?.admissionWithdrawn(data);
        break;
      case 'groupCommitted':
        session?.committed(data);
        break;
      case 'groupWelcome':
        session?.welcomed(data);
        break;
      case 'groupMessage':
        session?.received(data);
        break;
    }
  }

  close(): void {
    for (const person of this.people.values()) person.close();
    this.people.clear();
  }
}

/** A participant with the client's own keys, sealing and opening; only the browser's streams are a test's. */
export class GroupPerson {
  readonly name: string;
  readonly peerId: string;
  readonly call: CallKeys;
  readonly keys: VisitKeys;
  readonly worker: InProcessWorker;
  readonly problems: Error[];

  private constructor(
    name: string,
    peerId: string,
    call: CallKeys,
    keys: VisitKeys,
    worker: InProcessWorker,
    problems: Error[],
  ) {
    this.name = name;
    this.peerId = peerId;
    this.call = call;
    this.keys = keys;
    this.worker = worker;
    this.problems = problems;
  }

  static async open(room: GroupRoom, name: string, wish: PersonWish): Promise<GroupPerson> {
    const {
      identity = new MemoryIdentity(),
      invitation = room.invitation,
      peerId = name.toLowerCase(),
    } = wish;
    const call = new CallKeys(room.roomId, { identity, invitation });
    const worker = new InProcessWorker();
    const problems: Error[] = [];
    const keys = await VisitKeys.open({
      keys: call,
      identity,
      displayName: name,
      request: requestOf(room, peerId),
      openMedia: () => worker.open(),
      random: Math.random,
      lost: () => problems.push(new Error('The group was lost.')),
      problem: (error) => problems.push(error),
    });
    keys.prepare(peerId);
    return new GroupPerson(name, peerId, call, keys, worker, problems);
  }

  /** Begins to send a source. */
  send(source: Source): TrackStream {
    this.keys.protection.onRtpSender({} as RTCRtpSender, { source, mimeType: mimeTypeOf(source) });
    return this.#lastTrack();
  }

  /** Begins to receive a source of somebody, as the server says. */
  receive(peerId: string, source: Source): TrackStream {
    this.keys.protection.onRtpReceiver({} as RTCRtpReceiver, {
      peerId,
      source,
      mimeType: mimeTypeOf(source),
    });
    return this.#lastTrack();
  }

  /**
   * Seals as somebody else, which every member can: all senders' keys come from one that all members have.
   *
   * @returns Beside the frame, what a beacon of its true maker would say of it.
   */
  async forge(
    peerId: string,
    source: Source,
    text: string,
  ): Promise<{ frame: EncodedFrame; said: SentFrame }> {
    const { secrets } = this.worker;
    const leaf = secrets?.leaves.get(peerId);
    if (secrets === undefined || leaf === undefined) throw new Error(`${peerId} is no member.`);
    const sealer = new FrameSealer({ context: { source, incarnation: 99 }, codec: codecOf(source) });
    sealer.install(secrets.epoch, secrets.baseKey, leaf);
    const { frame, sealed, kid, counter } = await sealer.seal(new Uint8Array(frameOf(text).data), false);
    const said = { kid: Number(kid), counter: Number(counter), digest: await digestOf(sealed) };
    return { frame: { data: frame.buffer, type: 'delta' }, said };
  }

  close(): void {
    this.keys.close();
    this.call.leave();
  }

  #lastTrack(): TrackStream {
    const track = this.worker.tracks.at(-1);
    if (track === undefined) throw new Error('No transform was made.');
    return track;
  }
}

/** An encoded frame of this text. */
export function frameOf(text: string, type: 'key' | 'delta' = 'delta'): EncodedFrame {
  return { data: new TextEncoder().encode(text).buffer as ArrayBuffer, type };
}

export function textOf({ data }: EncodedFrame): string {
  return new TextDecoder().decode(data);
}

function codecOf(source: Source): FrameCodec {
  return source === 'microphone' || source === 'screen-audio' ? 'opus' : 'vp8';
}

function mimeTypeOf(source: Source): string {
  return codecOf(source) === 'opus' ? 'audio/opus' : 'video/VP8';
}

function answerOf(delivery: GroupDelivery, peerId: string, method: string, data: never): unknown {
  switch (method) {
    case 'createGroup':
      return delivery.create(peerId, data);
    case 'requestAdmission':
      return delivery.requestAdmission(peerId, data);
    case 'commitGroup':
      return delivery.commit(peerId, data);
    case 'sendGroupMessage':
      return delivery.relay(peerId, data);
    case 'getGroupState':
      return delivery.state(peerId, data);
    default:
      throw new ProtocolError('unknown-method');
  }
}

/** The room's answers, a turn later as over a network. */
function requestOf(room: GroupRoom, from: string): RoomRequest {
  const request = async (method: string, data: unknown): Promise<unknown> => {
    await new Promise((resolve) => setImmediate(resolve));
    return room.answer({ from, method, data });
  };
  return request as RoomRequest;
}

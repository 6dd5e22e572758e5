import { importBaseKey } from '../../e2ee/frames/sframe/key-schedule.ts';
import { lastIncarnation } from '../../e2ee/frames/track-context.ts';
import type { CallGroup, EpochChange } from '../../e2ee/group/call-group.ts';
import { CallMembership } from '../../e2ee/group/call-membership.ts';
import type { CallMessage } from '../../e2ee/group/call-message.ts';
import { deviceIdentity } from '../../e2ee/group/device-identity.ts';
import type { Member } from '../../e2ee/group/member.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Source } from '../../protocol/identifiers.ts';
import type { IdentityStore } from '../api.ts';
import type { RoomRequest } from '../connection/room-connection.ts';
import { EncryptionUnavailable } from '../encryption/encryption-errors.ts';
import type { MediaEncryption } from '../encryption/media-encryption.ts';
import type { Refusal } from '../encryption/messages.ts';
import { sealableCodec } from '../encryption/sealable-codec.ts';
import type { MediaProtection } from '../media/media-protection.ts';
import type { CallKeys } from './call-keys.ts';
import { GroupSession } from './group-session.ts';
import { HeartbeatWatch } from './heartbeat-watch.ts';
import { Words } from './words.ts';

export interface VisitKeysOptions {
  readonly keys: CallKeys;
  readonly identity: IdentityStore;
  readonly displayName: string;
  readonly request: RoomRequest;
  readonly openMedia: () => Promise<MediaEncryption>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The room goes on with another group: a new session is needed. */
  readonly lost: () => void;
  readonly problem: (error: Error) => void;
}

/** How long the keys of an epoch that ended still open what is on its way; milliseconds. */
const formerKeyLifetime = 5_000;
/** Each member says that often that it is there, in the keys of the present epoch; milliseconds. */
const heartbeatInterval = 12_000;
/** Whoever has come in says so within so many milliseconds. The others go on as they did: each word goes to everyone. */
const firstWord = 500;
/** Frames that were refused for one reason until somebody is told: single ones may be damaged on the way. */
const suspicious = 16;
/** Refusals that no honest sender and no honest server cause, whatever the network does. */
const foul: ReadonlySet<string> = new Set([
  'clear',
  'foreign-leaf',
  'foreign-source',
  'malformed-header',
  'malformed-padding',
  'not-authentic',
]);

/** The keys of one session in the room: the group that agrees on them, and the worker that uses them. */
export class VisitKeys {
  readonly session: GroupSession;
  readonly #options: VisitKeysOptions;
  readonly #media: MediaEncryption;
  readonly #incarnations = new Map<Source, number>();
  readonly #retirements = new Set<ReturnType<typeof setTimeout>>();
  readonly #heartbeats: HeartbeatWatch;
  readonly #words: Words;
  #heart: ReturnType<typeof setTimeout> | undefined;
  #epoch: bigint | undefined;
  /** This participant, once the room has told who that is. */
  #peerId = '';
  #prepared: Promise<CallMembership> | undefined;
  #displayName: string;
  #isClosed = false;

  private constructor(options: VisitKeysOptions, media: MediaEncryption) {
    const { keys, problem, request } = options;
    this.#options = options;
    this.#media = media;
    this.#displayName = options.displayName;
    this.#heartbeats = new HeartbeatWatch(() => keys.raise({ kind: 'split' }));
    this.session = new GroupSession({
      enter: () => this.#takePrepared(),
      request,
      now: () => performance.now(),
      host: {
        epoch: (group, change) => this.#become(group, change),
        message: (sender, message, isPresent) => this.#hear(sender, message, isPresent),
        alarm: (reason) =>
          keys.raise(reason === 'unreadable' ? { kind: 'split' } : { kind: 'tampered', reason }),
        lost: options.lost,
        problem,
      },
    });
    this.#words = new Words({ deliver: (message) => this.session.say(message), problem });
    media.on('refused', (refusal) => this.#onRefusal(refusal));
    media.on('sealed', (frames) => this.#words.say({ kind: 'beacon', frames }));
    media.on('forged', (memberId) =>
      keys.raise({ kind: 'forged', memberId, displayName: keys.people.nameOf(memberId) ?? memberId }),
    );
    media.on('confirmed', (memberId, isConfirmed) => keys.people.confirm(memberId, isConfirmed));
    media.on('failed', problem);
    keys.knock((secret) => this.session.renew(secret));
  }

  /** @throws ProtocolError `encryption-unavailable` where this browser cannot encrypt. */
  static async open(options: VisitKeysOptions): Promise<VisitKeys> {
    try {
      return new VisitKeys(options, await options.openMedia());
    } catch (cause) {
      if (!(cause instanceof EncryptionUnavailable)) throw cause;
      throw new ProtocolError('encryption-unavailable', undefined, { cause });
    }
  }

  /** For all media of this session: what is not sealed does not leave, what does not open is not shown. */
  readonly protection: MediaProtection = {
    onRtpSender: (sender, { mimeType, source }) => {
      const incarnation = this.#incarnations.get(source) ?? 0;
      if (incarnation > lastIncarnation) throw new EncryptionUnavailable(`Too many tracks of the ${source}.`);
      this.#incarnations.set(source, incarnation + 1);
      this.#media.protectSender(sender, { context: { source, incarnation }, codec: sealableCodec(mimeType) });
    },
    onRtpReceiver: (receiver, { mimeType, peerId, source }) => {
      this.#media.protectReceiver(receiver, { sender: peerId, source, codec: sealableCodec(mimeType) });
    },
  };

  /** Makes ready for entry while the room is still being reached. */
  prepare(peerId: string): void {
    this.#peerId = peerId;
    this.#prepared = this.#membership();
    // Whoever takes it is told.
    this.#prepared.catch(() => undefined);
  }

  /** @param peerIds Of everyone else in the room. */
  begin(peerIds: Iterable<string>): void {
    this.session.begin([...peerIds, this.#peerId]);
  }

  /** After a cut. */
  sync(peerIds: Iterable<string>): void {
    this.session.sync([...peerIds, this.#peerId]);
    // What the others said meanwhile is lost. What was said here waits to be said again.
    this.#heartbeats.startAnew();
    this.#media.forgive();
    this.#words.resume();
    if (this.#displayName !== this.#options.displayName) this.rename(this.#displayName);
    if (this.#epoch !== undefined) this.#beat();
  }

  rename(displayName: string): void {
    this.#displayName = displayName;
    this.#words.say({ kind: 'name', displayName });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#heart);
    for (const timer of this.#retirements) clearTimeout(timer);
    this.#heartbeats.close();
    this.#words.close();
    this.session.close();
    this.#media.close();
  }

  #takePrepared(): Promise<CallMembership> {
    const prepared = this.#prepared ?? this.#membership();
    this.#prepared = undefined;
    return prepared;
  }

  async #membership(): Promise<CallMembership> {
    const { identity, keys, displayName } = this.#options;
    const device = await deviceIdentity(await identity.deviceKey(), { peerId: this.#peerId, displayName });
    return CallMembership.enter(device, await keys.currentInvitation());
  }

  async #become(group: CallGroup, change: EpochChange | undefined): Promise<void> {
    const { keys, displayName } = this.#options;
    const peerId = this.#peerId;
    const baseKey = await importBaseKey(await group.mediaBaseKey());
    if (this.#isClosed) return;
    // What the others said before this device came in was not for its ears.
    if (change === undefined) this.#media.forgive();
    // A device that comes in anew no longer knows what it sent last.
    for (const { peerId: newcomer } of change?.added ?? []) this.#media.forgive(newcomer);
    const epoch = BigInt(group.epoch);
    const leaves = new Map(group.members.map((member) => [member.peerId, member.leaf]));
    this.#media.install({ epoch, baseKey, leaf: group.leaf, leaves });
    this.#retireLater(this.#epoch);
    this.#epoch = epoch;
    this.#words.resume();
    this.#heartbeats.expect([...leaves.keys()].filter((id) => id !== peerId));
    const isNewToSomebody = change === undefined || change.added.length > 0;
    if (isNewToSomebody && this.#displayName !== displayName) this.rename(this.#displayName);
    if (change === undefined) this.#beatAfter(this.#options.random() * firstWord);
    await keys.enter(group, peerId);
    if (this.#displayName !== displayName) this.#renameMyself(group);
  }

  #renameMyself(group: CallGroup): void {
    const me = group.members.find(({ leaf }) => leaf === group.leaf);
    if (me !== undefined) this.#options.keys.people.rename(me, this.#displayName);
  }

  #retireLater(epoch: bigint | undefined): void {
    if (epoch === undefined) return;
    const timer = setTimeout(() => {
      this.#retirements.delete(timer);
      this.#media.retire(epoch);
    }, formerKeyLifetime);
    this.#retirements.add(timer);
  }

  #beat(): void {
    if (this.#isClosed) return;
    this.#words.say({ kind: 'here' });
    this.#beatAfter(heartbeatInterval * (0.75 + this.#options.random() / 2));
  }

  #beatAfter(delay: number): void {
    clearTimeout(this.#heart);
    this.#heart = setTimeout(() => this.#beat(), delay);
  }

  #hear(sender: Member, message: CallMessage, isPresent: boolean): void {
    if (isPresent) this.#heartbeats.heard(sender.peerId);
    if (message.kind === 'name') this.#options.keys.people.rename(sender, message.displayName);
    if (message.kind === 'beacon') this.#media.noteBeacon(sender.peerId, message.frames);
    else this.#media.noteWord(sender.peerId);
  }

  #onRefusal({ count, kind, reason }: Refusal): void {
    if (kind === 'not-opened' && count === suspicious && foul.has(reason)) {
      this.#options.keys.raise({ kind: 'tampered', reason: `media ${reason}` });
    }
  }
}

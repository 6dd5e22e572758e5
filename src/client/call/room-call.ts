import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import { EventEmitter } from 'eventemitter3';
import { Device } from 'mediasoup-client';
import { printableName } from '../../e2ee/group/member-credential.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { displayNameSchema, type Source } from '../../protocol/identifiers.ts';
import type { PeerInfo } from '../../protocol/room-state.ts';
import type {
  Call,
  CallEncryption,
  CallEvents,
  CallOptions,
  CallState,
  ConnectionQuality,
  LocalMedia,
  Participant,
} from '../api.ts';
import type { Interruption } from '../connection/interruption.ts';
import { openProtooSocket } from '../connection/protoo-socket.ts';
import { type NextStep, nextStep, type Outage } from '../connection/reconnect.ts';
import { MediaEncryption } from '../encryption/media-encryption.ts';
import { CallKeys } from '../group/call-keys.ts';
import { VisitKeys } from '../group/visit-keys.ts';
import type { Named } from '../participants/remote-participant.ts';
import { Roster } from '../participants/roster.ts';
import { watchFirstFrames } from '../statistics/first-frame.ts';
import { observe, startingQuality } from '../statistics/quality.ts';
import { Sampler } from '../statistics/sampler.ts';
import { SpeakingReport } from '../statistics/speaking-report.ts';
import { type WatchNetwork, watchNetwork } from './network-watch.ts';
import { type OpenKeys, Visit, type VisitHost, type VisitOptions } from './visit.ts';

/** What a call needs of its surroundings; tests bring their own. */
export interface CallEnvironment {
  readonly openSocket: VisitOptions['openSocket'];
  readonly createDevice: VisitOptions['createDevice'];
  readonly watchNetwork: WatchNetwork;
  /** Starts what encrypts media. */
  readonly openMedia: () => Promise<MediaEncryption>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** A state without what is derived from media. */
type Phase = Exclude<CallState, { kind: 'joined' }> | { kind: 'joined' };

/** What lives from `join` until the call is left, ended or failed. */
interface Presence {
  /** Ends the watch over who is to be shown. */
  stopShowing: () => void;
  readonly network: { close(): void };
  readonly startedAt: number;
  sampler: Sampler | undefined;
  /** While the room selects speakers. */
  speakingReport: SpeakingReport | undefined;
  /** Ends the present wait early. */
  wake: () => void;
  /** The network is back: the next attempt does not wait. */
  isHurried: boolean;
}

/**
 * A call in a room, through every reconnection. Decisions are made elsewhere (`nextStep`); this class
 * carries them out and shows where things stand.
 */
export class RoomCall implements Call {
  readonly #options: CallOptions;
  readonly #environment: CallEnvironment;
  readonly #emitter = new EventEmitter<CallEvents>();
  readonly #phase: Signal<Phase> = signal({ kind: 'idle' });
  readonly #visit = signal<Visit | undefined>(undefined);
  readonly #me: Signal<Call['me']['value']> = signal(undefined);
  readonly #locked = signal(false);
  readonly #selectsSpeakers = signal(false);
  readonly #meter = signal(startingQuality);
  readonly #activeSpeakerId = signal<string | undefined>(undefined);
  readonly #roster = new Roster({
    joined: (participant) => this.#emitter.emit('participantJoined', participant),
    left: (participant) => this.#emitter.emit('participantLeft', participant),
  });
  readonly #keys: CallKeys | undefined;
  /** As the room lists them; in an encrypted room only those are shown who hold its keys, too. */
  readonly #peers = signal<readonly PeerInfo[]>([]);
  #displayName: string;
  #presence: Presence | undefined;
  #joining: Promise<void> | undefined;

  readonly state: ReadonlySignal<CallState> = computed(() => {
    const phase = this.#phase.value;
    if (phase.kind !== 'joined') return phase;
    const connected = this.#visit.value?.mediaConnected.value ?? false;
    return { kind: 'joined', media: connected ? 'connected' : 'connecting' };
  });
  readonly quality: ReadonlySignal<ConnectionQuality> = computed(() => this.#meter.value.shown);

  constructor(options: CallOptions, environment: CallEnvironment) {
    this.#options = options;
    this.#environment = environment;
    const { displayName, encryption, roomId } = options;
    this.#displayName = printableName(displayName);
    this.#keys = encryption === 'none' ? undefined : new CallKeys(roomId, encryption);
  }

  get media(): LocalMedia {
    return this.#options.media;
  }

  get encryption(): CallEncryption | undefined {
    return this.#keys;
  }

  get participants(): ReadonlySignal<readonly Participant[]> {
    return this.#roster.participants;
  }

  get activeSpeakerId(): ReadonlySignal<string | undefined> {
    return this.#activeSpeakerId;
  }

  get me(): Call['me'] {
    return this.#me;
  }

  get selectsSpeakers(): ReadonlySignal<boolean> {
    return this.#selectsSpeakers;
  }

  get locked(): ReadonlySignal<boolean> {
    return this.#locked;
  }

  on<E extends keyof CallEvents>(event: E, listener: (...args: CallEvents[E]) => void): () => void {
    this.#emitter.on(event, listener);
    return () => this.#emitter.off(event, listener);
  }

  join(): Promise<void> {
    if (this.#presence !== undefined) return this.#joining ?? Promise.resolve();
    if (this.#displayName === '')
      return Promise.reject(new ProtocolError('bad-request', 'A name is needed.'));
    const presence: Presence = {
      network: this.#environment.watchNetwork(() => this.#onNetworkChange()),
      stopShowing: () => undefined,
      speakingReport: undefined,
      startedAt: Date.now(),
      sampler: undefined,
      wake: () => undefined,
      isHurried: false,
    };
    this.#presence = presence;
    this.#phase.value = { kind: 'joining' };
    const outage = { since: presence.startedAt, attempts: 0, entered: false, resume: undefined };
    const joining = this.#recover(presence, outage, { kind: 'enter', delay: 0 }).finally(() => {
      if (this.#joining === joining) this.#joining = undefined;
    });
    this.#joining = joining;
    return joining;
  }

  async leave(): Promise<void> {
    if (this.#presence !== undefined) {
      this.#visit.peek()?.leave();
      this.#finish({ kind: 'ended', reason: 'left' });
    }
  }

  async setDisplayName(displayName: string): Promise<void> {
    const parsed = displayNameSchema.safeParse(printableName(displayName));
    if (!parsed.success) throw new ProtocolError('bad-request', 'A name has 1 to 64 characters.');
    await this.#request('changeDisplayName', await this.#host.nameFor(parsed.data));
    this.#displayName = parsed.data;
    this.#visit.peek()?.keys?.rename(parsed.data);
    const me = this.#me.peek();
    if (me !== undefined) this.#me.value = { ...me, displayName: parsed.data };
  }

  async removeParticipant(peerId: string): Promise<void> {
    await this.#request('removePeer', { peerId });
    // The keys are changed by whoever removes, rather than by whoever the server says is next.
    this.#visit.peek()?.keys?.session.expel(peerId);
  }

  async muteParticipant(peerId: string, source: Source): Promise<void> {
    await this.#request('mutePeer', { peerId, source });
  }

  async setLocked(locked: boolean): Promise<void> {
    await this.#request('setRoomLocked', { locked });
  }

  async closeRoom(): Promise<void> {
    await this.#request('closeRoom', {});
  }

  readonly #request: Visit['request'] = (method, data) =>
    this.#visit.peek()?.request(method, data) ?? Promise.reject(new ProtocolError('not-joined'));

  /**
   * Takes steps until the call is in its room again, or over.
   *
   * @throws ProtocolError where the call fails, is left or ended before it is inside.
   */
  async #recover(presence: Presence, outage: Outage, first: NextStep): Promise<void> {
    let attempt = outage;
    for (let step = first; ; ) {
      if (step.kind === 'end') {
        this.#finish({ kind: 'ended', reason: step.reason });
        throw new ProtocolError('session-expired', `The call ended: ${step.reason}.`);
      }
      if (step.kind === 'fail') {
        this.#finish({ kind: 'failed', error: step.error });
        throw step.error;
      }
      attempt = { ...attempt, attempts: attempt.attempts + 1 };
      if (outage.entered)
        this.#phase.value = { kind: 'reconnecting', since: outage.since, attempt: attempt.attempts };
      await this.#wait(presence, step.delay);
      const interruption = this.#isOver(presence) ? undefined : await this.#take(step);
      if (this.#isOver(presence)) throw new ProtocolError('conflict', 'The call was left.');
      if (interruption === undefined) {
        this.#phase.value = { kind: 'joined' };
        return;
      }
      attempt = { ...attempt, resume: this.#visit.peek()?.resumption };
      step = nextStep(attempt, interruption, Date.now(), this.#environment.random());
    }
  }

  #take(step: Extract<NextStep, { kind: 'enter' | 'resume' }>): Promise<Interruption | undefined> {
    const visit = this.#visit.peek();
    if (step.kind === 'resume' && visit !== undefined) return visit.resume(step.token);
    visit?.close();
    const entering = new Visit({
      call: this.#options,
      displayName: this.#displayName,
      openSocket: this.#environment.openSocket,
      createDevice: this.#environment.createDevice,
      openKeys: this.#openKeys(),
      host: this.#host,
    });
    this.#visit.value = entering;
    return entering.enter();
  }

  #openKeys(): OpenKeys | undefined {
    const { encryption } = this.#options;
    const keys = this.#keys;
    if (encryption === 'none' || keys === undefined) return undefined;
    const { openMedia, random } = this.#environment;
    return (session) =>
      VisitKeys.open({ ...session, keys, identity: encryption.identity, openMedia, random });
  }

  /** Follows who is to be shown. Whoever is inside when this person comes does not join now. */
  #beginShowing(presence: Presence): void {
    let isInside = false;
    presence.stopShowing = effect(() => {
      // While keys are being agreed on nobody is shown, nor taken away.
      if (this.#keys !== undefined && this.#keys.state.value.kind !== 'encrypted') return;
      const shown = this.#keys?.people.among(this.#peers.value) ?? inClear(this.#peers.value);
      untracked(() => (isInside ? this.#roster.sync(shown) : this.#roster.begin(shown)));
      isInside = true;
    });
  }

  #onInterrupted(interruption: Interruption): void {
    const presence = this.#presence;
    if (presence === undefined) return;
    const now = Date.now();
    const resume = this.#visit.peek()?.resumption;
    const outage: Outage = { since: now, attempts: 0, entered: true, resume };
    const step = nextStep(outage, interruption, now, this.#environment.random());
    // How it goes on shows in the state; nobody waits for this promise.
    this.#recover(presence, outage, step).catch(() => undefined);
  }

  #onNetworkChange(): void {
    const presence = this.#presence;
    if (presence === undefined) return;
    presence.isHurried = true;
    presence.wake();
    this.#visit.peek()?.networkChanged();
  }

  async #wait(presence: Presence, delay: number): Promise<void> {
    const wait = presence.isHurried ? 0 : delay;
    presence.isHurried = false;
    if (wait === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      presence.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #isOver(presence: Presence): boolean {
    return this.#presence !== presence;
  }

  /** Releases everything; the state shows why. */
  #finish(phase: Extract<Phase, { kind: 'ended' | 'failed' }>): void {
    const presence = this.#presence;
    if (presence === undefined) return;
    this.#presence = undefined;
    this.#joining = undefined;
    presence.network.close();
    presence.sampler?.close();
    presence.wake();
    presence.stopShowing();
    presence.speakingReport?.close();
    this.#visit.peek()?.close();
    this.#visit.value = undefined;
    this.#keys?.leave();
    this.#peers.value = [];
    this.#roster.clear();
    this.#activeSpeakerId.value = undefined;
    this.#selectsSpeakers.value = false;
    this.#meter.value = startingQuality;
    this.#phase.value = phase;
    if (phase.kind === 'ended') this.#emitter.emit('ended', phase.reason);
  }

  #sample(presence: Presence): Sampler {
    return new Sampler({
      media: () => this.#visit.peek()?.media,
      participants: () => this.#roster.participants.peek(),
      firstFrames: watchFirstFrames(presence.startedAt, Date.now()),
      firstFrame: (kind, milliseconds) => {
        this.#request('reportFirstFrame', { kind, milliseconds }).catch(this.#onProblem);
      },
      activeSpeaker: (peerId) => {
        this.#activeSpeakerId.value = peerId;
      },
      ownQuality: (sample) => {
        this.#meter.value = observe(this.#meter.peek(), sample);
      },
      problem: this.#onProblem,
    });
  }

  /** A room that selects knows nothing of who speaks when it begins to, nor of a session that is new to it. */
  #report(presence: Presence, selectsSpeakers: boolean): void {
    this.#selectsSpeakers.value = selectsSpeakers;
    if (!selectsSpeakers) {
      presence.speakingReport?.close();
      presence.speakingReport = undefined;
    }
    if (selectsSpeakers) {
      presence.speakingReport ??= new SpeakingReport(this.media.microphone, async (speaking) => {
        await this.#request('setSpeaking', { speaking });
      });
      presence.speakingReport.restate();
    }
  }

  readonly #onProblem = (error: Error): void => {
    this.#emitter.emit('problem', error);
  };

  readonly #host: VisitHost = {
    present: (peerId, source, track) => this.#roster.present(peerId, source, track),
    admitted: ({ locked, peerId, peers, role, selectsSpeakers }) => {
      const presence = this.#presence;
      if (presence === undefined) return;
      this.#me.value = { peerId, role, displayName: this.#displayName };
      this.#locked.value = locked;
      this.#peers.value = peers;
      this.#report(presence, selectsSpeakers);
      if (presence.sampler === undefined) {
        presence.sampler = this.#sample(presence);
        this.#beginShowing(presence);
      }
    },
    nameFor: async (displayName) =>
      this.#keys === undefined ? { displayName } : { sealedName: await this.#keys.sealedName(displayName) },
    synced: ({ locked, peers, selectsSpeakers }) => {
      this.#locked.value = locked;
      this.#host.speakerSelectionChanged(selectsSpeakers);
      this.#peers.value = peers;
    },
    interrupted: (interruption) => this.#onInterrupted(interruption),
    peerJoined: (peer) => {
      this.#peers.value = [...this.#peers.peek().filter(({ id }) => id !== peer.id), peer];
    },
    peerLeft: (peerId) => {
      this.#peers.value = this.#peers.peek().filter(({ id }) => id !== peerId);
    },
    peerRenamed: (peerId, displayName) => {
      this.#peers.value = this.#peers
        .peek()
        .map((peer) => (peer.id === peerId ? { ...peer, displayName } : peer));
    },
    lockChanged: (locked) => {
      this.#locked.value = locked;
    },
    speakerSelectionChanged: (selectsSpeakers) => {
      if (this.#presence !== undefined) this.#report(this.#presence, selectsSpeakers);
    },
    muteRequested: (source, byPeerId) => {
      if (source === 'microphone') this.media.microphone.setMuted(true);
      else if (source === 'camera') this.media.camera.stop();
      else this.media.screen.stop();
      this.#emitter.emit('mutedByModerator', source, byPeerId);
    },
    problem: this.#onProblem,
  };
}

/** In a room without encryption everyone is shown whom the room lists. */
function inClear(peers: readonly PeerInfo[]): Named[] {
  return peers.map(({ id, role, displayName = '' }) => ({ id, role, displayName }));
}

/**
 * A call in a room. Nothing happens before `join`.
 *
 * @example
 * const encryption = { invitation, identity: openIdentityStore() };
 * const call = createCall({ server, roomId, displayName: 'Ada', peerSecret, media, encryption });
 * await call.join();
 */
export function createCall(options: CallOptions): Call {
  return new RoomCall(options, {
    openSocket: openProtooSocket,
    createDevice: () => new Device(),
    watchNetwork,
    openMedia: () => MediaEncryption.open(),
    random: Math.random,
  });
}

import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Call, LocalMedia } from '../../client/api.ts';
import type { RoomPreview } from '../../client/server-api.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { EndReason } from '../../protocol/server-messages.ts';
import { type Problem, problemOf } from '../app/problem.ts';
import type { CallLibrary, Server } from '../app/services.ts';
import type { Presence, RoomMemory } from './room-memory.ts';
import type { TabClaim } from './tab-claim.ts';

export type RoomPhase =
  | { kind: 'opening' }
  | { kind: 'problem'; problem: Problem }
  /** The room is encrypted, and neither the link nor this browser has its secret. */
  | { kind: 'incomplete-link' }
  /** Another tab of this browser is in the call. */
  | { kind: 'elsewhere' }
  /** `problem` tells why the last try to join failed. */
  | {
      kind: 'prejoin';
      media: LocalMedia;
      summary: RoomPreview;
      joining: boolean;
      problem: Problem | undefined;
    }
  /** `joinedAt` is in milliseconds of `Date.now()`. */
  | { kind: 'call'; call: Call; joinedAt: number }
  /** `lasted` is in milliseconds. */
  | { kind: 'ended'; reason: EndReason | 'left' | 'failed'; lasted: number };

export interface RoomSessionOptions {
  roomId: string;
  /** As the address says. A room is never entered in the other way. */
  encrypted: boolean;
  server: Server;
  loadCallLibrary: () => Promise<CallLibrary>;
  memory: RoomMemory;
  claim: TabClaim;
  displayName: () => string;
  /** Whether this page is a refresh of one that was in the call. */
  isRefresh: boolean;
  now: () => number;
}

const summaryInterval = 5000;

/**
 * A person's way through one room: from opening its link through the page before joining and the call
 * to its end. It owns the local media, the call and the claim of this tab, and `close` releases them.
 */
export class RoomSession {
  readonly #options: RoomSessionOptions;
  readonly #phase = signal<RoomPhase>({ kind: 'opening' });
  #library: CallLibrary | undefined;
  #media: LocalMedia | undefined;
  #call: Call | undefined;
  #stopWatching: (() => void) | undefined;
  #summaryTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: RoomSessionOptions) {
    this.#options = options;
  }

  get phase(): ReadonlySignal<RoomPhase> {
    return this.#phase;
  }

  /** Opens the room as far as it goes without the person: to the page before joining, or, after a refresh, into the call. */
  async open(): Promise<void> {
    this.#phase.value = { kind: 'opening' };
    const { memory, claim, isRefresh, displayName } = this.#options;
    if (this.#encryption === undefined) {
      this.#phase.value = { kind: 'incomplete-link' };
      return;
    }
    if (isRefresh && memory.isPresent && displayName() !== '') {
      await this.#enter('by-force');
      return;
    }
    if (await claim.isHeldElsewhere()) {
      this.#phase.value = { kind: 'elsewhere' };
      return;
    }
    await this.#prepare(undefined);
  }

  /** Joins from the page before joining, with the devices as they are there. */
  async join(): Promise<void> {
    const phase = this.#phase.value;
    if (phase.kind !== 'prejoin' || phase.joining) return;
    this.#phase.value = { ...phase, joining: true, problem: undefined };
    if (await this.#options.claim.take('if-free', this.#lose)) await this.#joinCall();
    else this.#phase.value = { kind: 'elsewhere' };
  }

  /** Brings the call from another tab into this one. */
  async moveHere(): Promise<void> {
    this.#phase.value = { kind: 'opening' };
    if (this.#options.displayName() === '') await this.#prepare(undefined);
    else await this.#enter('by-force');
  }

  /** Enters again after an end, as the person was before. */
  async rejoin(): Promise<void> {
    this.#phase.value = { kind: 'opening' };
    await this.#enter('by-force');
  }

  async leave(): Promise<void> {
    await this.#call?.leave();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#summaryTimer);
    this.#stopWatching?.();
    void this.#call?.leave();
    this.#media?.close();
    this.#options.claim.release();
  }

  async #enter(how: 'by-force'): Promise<void> {
    try {
      const media = await this.#openMedia(this.#options.memory.presence);
      if (media === undefined) return;
      await this.#options.claim.take(how, this.#lose);
    } catch (error) {
      this.#fail(error);
      return;
    }
    await this.#joinCall();
  }

  async #prepare(problem: Problem | undefined): Promise<void> {
    try {
      const [summary, media] = await Promise.all([
        this.#askSummary(),
        this.#openMedia(this.#options.memory.presence),
      ]);
      if (media === undefined) return;
      const closedDoor = this.#closedDoor(summary);
      if (closedDoor === undefined) {
        this.#phase.value = { kind: 'prejoin', media, summary, joining: false, problem };
        this.#followSummary();
      } else this.#fail(new ProtocolError(closedDoor));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** How the room is entered; undefined where its secret is not known. */
  get #encryption(): { invitation: string } | 'none' | undefined {
    if (!this.#options.encrypted) return 'none';
    const { invitation } = this.#options.memory;
    return invitation === undefined ? undefined : { invitation };
  }

  #askSummary(): Promise<RoomPreview> {
    const { server, roomId, encrypted, memory } = this.#options;
    return server.room(roomId, encrypted ? memory.invitation : undefined);
  }

  #closedDoor(summary: RoomPreview): 'room-full' | 'room-locked' | 'encryption-required' | undefined {
    // An address that says otherwise was not made by anybody who knows this room.
    if (summary.encrypted && !this.#options.encrypted) return 'encryption-required';
    if (summary.participantCount >= summary.capacity) return 'room-full';
    if (summary.locked && this.#options.memory.moderatorKey === undefined) return 'room-locked';
    return undefined;
  }

  async #openMedia(presence: Presence | undefined): Promise<LocalMedia | undefined> {
    this.#library ??= await this.#options.loadCallLibrary();
    if (this.#closed) return undefined;
    this.#media ??= this.#library.createLocalMedia();
    const { microphone, camera } = this.#media;
    if (presence !== undefined) microphone.setMuted(presence.muted);
    // Each device tells its own story in its state; nothing here waits for the person's permission.
    if (microphone.state.value.kind === 'off') void microphone.start();
    if (camera.state.value.kind === 'off' && presence?.cameraOff !== true) void camera.start();
    return this.#media;
  }

  async #joinCall(): Promise<void> {
    const encryption = this.#encryption;
    if (this.#library === undefined || this.#media === undefined || encryption === undefined) return;
    clearTimeout(this.#summaryTimer);
    const { roomId, memory, displayName } = this.#options;
    const { moderatorKey } = memory;
    const call = this.#library.createCall({
      roomId,
      displayName: displayName(),
      peerSecret: memory.peerSecret,
      ...(moderatorKey === undefined ? {} : { moderatorKey }),
      media: this.#media,
      encryption,
    });
    this.#call = call;
    try {
      await call.join();
    } catch (error) {
      this.#call = undefined;
      this.#options.claim.release();
      await this.#backToPrejoin(error);
      return;
    }
    if (this.#closed) {
      await call.leave();
      return;
    }
    const joinedAt = this.#options.now();
    this.#phase.value = { kind: 'call', call, joinedAt };
    this.#stopWatching = this.#watch(call, this.#media, joinedAt);
  }

  async #backToPrejoin(error: unknown): Promise<void> {
    const problem = problemOf(error);
    // What the page before joining can say in a line stays there; a closed door is a page of its own.
    if (problem === 'other' || problem === 'unreachable') await this.#prepare(problem);
    else this.#fail(error);
    report(error);
  }

  #watch(call: Call, media: LocalMedia, joinedAt: number): () => void {
    const stopPresence = effect(() => {
      this.#options.memory.keepPresence({
        muted: media.microphone.muted.value,
        cameraOff: media.camera.state.value.kind === 'off',
      });
    });
    const stopInvitation = effect(() => {
      const invitation = call.encryption?.invitation.value;
      if (invitation !== undefined) this.#options.memory.keepInvitation(invitation);
    });
    const stopState = effect(() => {
      const state = call.state.value;
      if (state.kind === 'ended') this.#end(state.reason, joinedAt);
      else if (state.kind === 'failed') this.#end(endOfFailure(state.error), joinedAt);
    });
    return () => {
      stopPresence();
      stopInvitation();
      stopState();
    };
  }

  #end(reason: EndReason | 'left' | 'failed', joinedAt: number): void {
    // Outside the effect that brought us here, so that it can be ended.
    queueMicrotask(() => {
      this.#stopWatching?.();
      this.#stopWatching = undefined;
      this.#call = undefined;
      this.#media?.screen.stop();
      this.#media?.camera.stop();
      this.#media?.microphone.stop();
      this.#options.memory.endPresence();
      this.#options.claim.release();
      if (!this.#closed)
        this.#phase.value = { kind: 'ended', reason, lasted: this.#options.now() - joinedAt };
    });
  }

  readonly #lose = () => {
    const phase = this.#phase.value;
    if (phase.kind !== 'call') return;
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    void phase.call.leave();
    this.#end('duplicate-session', phase.joinedAt);
  };

  #followSummary(): void {
    clearTimeout(this.#summaryTimer);
    this.#summaryTimer = setTimeout(async () => {
      const summary = await this.#askSummary().catch((error: unknown) => {
        // Who is inside is a courtesy: what stands there stays until the server answers again.
        if (error instanceof ProtocolError) return undefined;
        throw error;
      });
      const phase = this.#phase.value;
      if (this.#closed || phase.kind !== 'prejoin') return;
      if (summary !== undefined) this.#phase.value = { ...phase, summary };
      this.#followSummary();
    }, summaryInterval);
  }

  #fail(error: unknown): void {
    this.#options.memory.endPresence();
    this.#media?.camera.stop();
    this.#media?.microphone.stop();
    this.#phase.value = { kind: 'problem', problem: problemOf(error) };
    report(error);
  }
}

/** What nobody foresaw has a page for the person, and belongs into the browser's console, too. */
function report(error: unknown): void {
  if (!(error instanceof ProtocolError)) reportError(error);
}

/** A call that could not be entered again has ended for the person, where the server said why. */
function endOfFailure(error: ProtocolError): EndReason | 'failed' {
  return error.code === 'removed' || error.code === 'rate-limited' ? error.code : 'failed';
}

import { type Bytes, equal } from '../bytes.ts';
import { CallGroup, type EpochChange, type Processed } from './call-group.ts';
import { commitDueAt, turnDelay, updateInterval } from './committer.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { Invitation } from './invitation.ts';
import { type JoinRequest, type PreparedJoin, prepareJoin } from './join-request.ts';
import { deviceKeyOf, type Member, memberAt } from './member.ts';
import { parseKeyPackage } from './mls-message.ts';
import { Refusal, type RefusalReason } from './refusal.ts';

/** What the delivery service says, and what happens here. Any of it may come late, twice or never. */
export type MembershipInput =
  /** There is no group: this device is to create it. */
  | { readonly kind: 'first' }
  /** The group that this device created is the group of the call. */
  | { readonly kind: 'created' }
  /** Another group is: this device is to join it. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'join-request'; readonly request: JoinRequest }
  /** Whoever asked to be let in has gone away again. */
  | { readonly kind: 'join-withdrawn'; readonly peerId: string }
  | { readonly kind: 'welcome'; readonly welcome: Uint8Array }
  /** The first commit of an epoch: another member's, or this one's. */
  | { readonly kind: 'commit'; readonly commit: Uint8Array }
  /** The epoch that the log has reached; also the answer to a commit that came too late. */
  | { readonly kind: 'head'; readonly epoch: number }
  /** The log no longer has what this device misses. */
  | { readonly kind: 'too-far-behind' }
  /** A participant is gone for good. */
  | { readonly kind: 'gone'; readonly peerId: string }
  /** This participant, a moderator, has had another one removed, and sees to it that the keys change at once. */
  | { readonly kind: 'expel'; readonly peerId: string }
  | { readonly kind: 'message'; readonly message: Uint8Array }
  /** This device says something to all members. */
  | { readonly kind: 'say'; readonly content: Uint8Array }
  /** This device gives the call a new invitation. */
  | { readonly kind: 'renew'; readonly secret: Bytes }
  | { readonly kind: 'tick' };

export type MembershipOutput =
  | { readonly kind: 'send-create'; readonly groupId: Bytes }
  | { readonly kind: 'send-join'; readonly request: JoinRequest }
  | {
      readonly kind: 'send-commit';
      readonly epoch: number;
      readonly commit: Bytes;
      /** For the participants in `joiners`, once the commit is the first. */
      readonly welcome: Bytes | undefined;
      readonly joiners: readonly string[];
      /** Participants who are no members from then on. */
      readonly removed: readonly string[];
    }
  /** Asks for the commits from this epoch on. */
  | { readonly kind: 'send-fetch'; readonly epoch: number }
  | { readonly kind: 'send-message'; readonly message: Bytes }
  /** A new epoch: media is sealed with its key from now on. Without `change` this device has just come in. */
  | { readonly kind: 'epoch'; readonly group: CallGroup; readonly change: EpochChange | undefined }
  | {
      readonly kind: 'message';
      readonly sender: Member;
      readonly content: Bytes;
      /** In whose keys it was said. */
      readonly epoch: number;
    }
  | { readonly kind: 'removed' }
  /** A request that nobody can grant, such as one with an invitation that was renewed since. */
  | { readonly kind: 'turned-away'; readonly request: JoinRequest; readonly reason: RefusalReason }
  /** Something was refused that a server and members who keep the rules do not send. */
  | { readonly kind: 'alarm'; readonly reason: RefusalReason }
  /** Call again with a tick at that time, in place of any that was asked for before; milliseconds. */
  | { readonly kind: 'wake'; readonly at: number };

interface Waiting {
  readonly since: number;
}

interface Gone extends Waiting {
  /** This device does not wait for its turn. */
  readonly isUrgent: boolean;
}

type State =
  | { readonly kind: 'joining'; readonly prepared: PreparedJoin; sentAt: number }
  | { readonly kind: 'creating'; readonly group: CallGroup; sentAt: number }
  | { readonly kind: 'inside'; group: CallGroup; epochSince: number; sent: SentCommit | undefined }
  | { readonly kind: 'removed' };

type Inside = Extract<State, { kind: 'inside' }>;
type SendCommit = Extract<MembershipOutput, { kind: 'send-commit' }>;

interface SentCommit {
  readonly message: SendCommit;
  at: number;
}

/** How long receivers keep the keys of an epoch that ended, for what is on its way; milliseconds. */
const formerKeyLifetime = 5_000;
/** What was asked and not answered is asked again after this; milliseconds. */
const retryInterval = 1_000;
/** A welcome goes to each joiner and holds the whole tree: the server takes no larger message. */
const mostJoinsPerCommit = 8;
/** Messages of an epoch that is still missing here; more than these are dropped. */
const mostEarlyMessages = 64;
/** Refusals of what is merely late. */
const harmless: ReadonlySet<RefusalReason> = new Set(['past-epoch', 'wrong-group', 'former-member']);

/**
 * A device's part in keeping the group of a call: it comes in, commits what is to change when it is its turn, and
 * follows the commits of others. It decides and does nothing: what to send comes back, time is passed in.
 *
 * Invariants:
 * - One input at a time: the next one follows once the outputs of the last are there.
 * - Every state but `removed` asks again until it is answered, so that no single loss leaves a device behind.
 */
export class CallMembership {
  readonly #device: DeviceIdentity;
  #invitation: Invitation;
  #state: State;
  #outputs: MembershipOutput[] = [];
  #wake = Number.POSITIVE_INFINITY;
  /** By device. */
  readonly #joins = new Map<string, Waiting & { readonly request: JoinRequest; readonly peerId: string }>();
  /** By participant. */
  readonly #gone = new Map<string, Gone>();
  /** By device, the key package that let it in: sent again, it would put the device out of its own place. */
  readonly #used = new Map<string, Bytes>();
  #renewal: (Waiting & { readonly secret: Bytes }) | undefined;
  #early: Uint8Array[] = [];

  private constructor(device: DeviceIdentity, invitation: Invitation, state: State) {
    this.#device = device;
    this.#invitation = invitation;
    this.#state = state;
  }

  /** A device at the door; its first tick sends what asks for entry. */
  static async enter(device: DeviceIdentity, invitation: Invitation): Promise<CallMembership> {
    const prepared = await prepareJoin(device, invitation);
    return new CallMembership(device, invitation, {
      kind: 'joining',
      prepared,
      sentAt: Number.NEGATIVE_INFINITY,
    });
  }

  /** The one that lets people in now, as far as this device knows. */
  get invitation(): Invitation {
    return this.group?.invitation ?? this.#invitation;
  }

  /** The group while this device is in it. */
  get group(): CallGroup | undefined {
    return this.#state.kind === 'inside' ? this.#state.group : undefined;
  }

  /** @param now Milliseconds of any clock that does not go back. */
  async handle(input: MembershipInput, now: number): Promise<readonly MembershipOutput[]> {
    this.#outputs = [];
    this.#wake = Number.POSITIVE_INFINITY;
    await this.#take(input, now);
    await this.#act(now);
    if (this.#wake < Number.POSITIVE_INFINITY) this.#outputs.push({ kind: 'wake', at: this.#wake });
    return this.#outputs;
  }

  async #take(input: MembershipInput, now: number): Promise<void> {
    switch (input.kind) {
      case 'first':
        if (this.#state.kind === 'joining') {
          const group = await CallGroup.create(this.#device, this.#invitation);
          this.#state = { kind: 'creating', group, sentAt: Number.NEGATIVE_INFINITY };
        }
        return;
      case 'created':
        if (this.#state.kind === 'creating') this.#install(this.#state.group, undefined, now);
        return;
      case 'exists':
        if (this.#state.kind === 'creating') await this.#startAnew();
        return;
      case 'join-request':
        this.#takeJoinRequest(input.request, now);
        return;
      case 'join-withdrawn':
        this.#forgetJoinsOf(input.peerId);
        return;
      case 'welcome':
        await this.#takeWelcome(input.welcome, now);
        return;
      case 'commit':
        await this.#takeCommit(input.commit, now);
        return;
      case 'head':
        this.#fetchIfBehind(input.epoch);
        return;
      case 'too-far-behind':
        if (this.#state.kind === 'inside') await this.#startAnew();
        return;
      case 'gone':
      case 'expel':
        this.#takeGone(input.peerId, input.kind === 'expel', now);
        return;
      case 'message':
        await this.#takeMessage(input.message);
        return;
      case 'say':
        if (this.#state.kind === 'inside') {
          const { group, message } = await this.#state.group.seal(input.content);
          this.#state.group = group;
          this.#outputs.push({ kind: 'send-message', message });
        }
        return;
      case 'renew':
        this.#renewal = { secret: input.secret, since: now };
        return;
      case 'tick':
        return;
    }
  }

  #takeJoinRequest(request: JoinRequest, now: number): void {
    try {
      const { publicKey, peerId } = memberAt(0, parseKeyPackage(request.keyPackage).leafNode);
      const device = deviceKeyOf(publicKey);
      const known = this.#joins.get(device)?.request.keyPackage ?? this.#used.get(device);
      if (known && equal(known, request.keyPackage)) return;
      this.#joins.set(device, { request, peerId, since: now });
      // Whoever comes back with the same device takes its own place; another device has to wait until that is free.
      const before = this.group?.members.find((member) => member.peerId === peerId);
      if (!before || equal(before.publicKey, publicKey)) this.#gone.delete(peerId);
    } catch (error) {
      this.#turnAway(request, error);
    }
  }

  #takeGone(peerId: string, isUrgent: boolean, now: number): void {
    this.#forgetJoinsOf(peerId);
    const known = this.#gone.get(peerId);
    if (!known || (isUrgent && !known.isUrgent)) this.#gone.set(peerId, { since: now, isUrgent });
  }

  #forgetJoinsOf(peerId: string): void {
    for (const [device, join] of this.#joins) if (join.peerId === peerId) this.#joins.delete(device);
  }

  async #takeWelcome(welcome: Uint8Array, now: number): Promise<void> {
    if (this.#state.kind !== 'joining') return;
    try {
      this.#install(await CallGroup.join(this.#state.prepared, welcome), undefined, now);
    } catch (error) {
      // A welcome for a request that this device has replaced by another.
      if (!(error instanceof Refusal && error.code === 'not-for-this-device')) this.#alarmOf(error);
    }
  }

  async #takeCommit(commit: Uint8Array, now: number): Promise<void> {
    if (this.#state.kind !== 'inside') return;
    let processed: Processed;
    try {
      processed = await this.#state.group.process(commit);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'future-epoch') {
        this.#outputs.push({ kind: 'send-fetch', epoch: this.#state.group.epoch });
      } else if (
        !(error instanceof Refusal && (error.code === 'past-epoch' || error.code === 'wrong-group'))
      ) {
        this.#alarmOf(error);
      }
      return;
    }
    if (processed.kind === 'removed') {
      this.#state = { kind: 'removed' };
      this.#outputs.push({ kind: 'removed' });
      return;
    }
    this.#install(processed.group, processed.change, now);
    const early = this.#early;
    this.#early = [];
    for (const message of early) await this.#takeMessage(message);
  }

  async #takeMessage(message: Uint8Array): Promise<void> {
    if (this.#state.kind !== 'inside') return;
    try {
      const { group, sender, content, epoch } = await this.#state.group.open(message);
      this.#state.group = group;
      this.#outputs.push({ kind: 'message', sender, content, epoch });
    } catch (error) {
      if (error instanceof Refusal && error.code === 'future-epoch') {
        if (this.#early.length < mostEarlyMessages) this.#early.push(message);
        this.#outputs.push({ kind: 'send-fetch', epoch: this.#state.group.epoch });
      } else if (!(error instanceof Refusal && harmless.has(error.code))) {
        this.#alarmOf(error);
      }
    }
  }

  #fetchIfBehind(epoch: number): void {
    if (this.#state.kind === 'inside' && this.#state.group.epoch < epoch) {
      this.#outputs.push({ kind: 'send-fetch', epoch: this.#state.group.epoch });
    }
  }

  /** Comes in again as a joiner: the others let it take the place of what it was. */
  async #startAnew(): Promise<void> {
    if (this.#state.kind === 'inside') this.#invitation = this.#state.group.invitation;
    const prepared = await prepareJoin(this.#device, this.#invitation);
    this.#state = { kind: 'joining', prepared, sentAt: Number.NEGATIVE_INFINITY };
  }

  #install(group: CallGroup, change: EpochChange | undefined, now: number): void {
    this.#state = { kind: 'inside', group, epochSince: now, sent: undefined };
    for (const { peerId, publicKey } of change?.added ?? group.members) {
      const device = deviceKeyOf(publicKey);
      this.#gone.delete(peerId);
      const join = this.#joins.get(device);
      if (join) this.#used.set(device, join.request.keyPackage);
      this.#joins.delete(device);
    }
    const members = new Set(group.members.map(({ peerId }) => peerId));
    for (const peerId of this.#gone.keys()) if (!members.has(peerId)) this.#gone.delete(peerId);
    if (this.#renewal && equal(this.#renewal.secret, group.invitation.secret)) this.#renewal = undefined;
    this.#outputs.push({ kind: 'epoch', group, change });
  }

  /** Sends what is due, and says when to look again. */
  async #act(now: number): Promise<void> {
    const state = this.#state;
    switch (state.kind) {
      case 'joining':
      case 'creating':
        if (now >= state.sentAt + retryInterval) {
          state.sentAt = now;
          this.#outputs.push(
            state.kind === 'joining'
              ? { kind: 'send-join', request: state.prepared.request }
              : { kind: 'send-create', groupId: state.group.id },
          );
        }
        this.#wakeAt(state.sentAt + retryInterval);
        return;
      case 'inside':
        if (now >= state.epochSince + formerKeyLifetime) state.group = state.group.withoutFormerEpochs();
        else this.#wakeAt(state.epochSince + formerKeyLifetime);
        await (state.sent ? this.#resend(state.sent, now) : this.#commitIfDue(state, now));
        return;
      case 'removed':
        return;
    }
  }

  /** The same bytes again: a second commit of one epoch would be another use of the same key. */
  #resend(sent: SentCommit, now: number): void {
    if (now >= sent.at + retryInterval) {
      sent.at = now;
      this.#outputs.push(sent.message);
    }
    this.#wakeAt(sent.at + retryInterval);
  }

  async #commitIfDue(state: Inside, now: number): Promise<void> {
    const { group, epochSince } = state;
    const gone = group.members.filter(({ peerId, leaf }) => leaf !== group.leaf && this.#gone.has(peerId));
    const expelled = gone.some(({ peerId }) => this.#gone.get(peerId)?.isUrgent);
    // Turns are taken anew in each epoch.
    const first = (waiting: Iterable<Waiting>) => {
      const times = [...waiting].map(({ since }) => Math.max(since, epochSince));
      return times.length > 0 ? Math.min(...times) : undefined;
    };
    const due = commitDueAt({
      joinSince: first(this.#joins.values()),
      leaveSince: first(gone.flatMap(({ peerId }) => this.#gone.get(peerId) ?? [])),
      urgentSince: this.#renewal || expelled ? Math.max(this.#renewal?.since ?? 0, epochSince) : undefined,
      epochSince,
    });
    const live = group.members.filter((member) => !gone.includes(member)).map(({ leaf }) => leaf);
    // Only whoever renews the invitation knows the new one, and a moderator's removal is the moderator's own: such
    // commits wait for nobody's turn.
    const at = this.#renewal || expelled ? due : due + turnDelay(live, group.leaf);
    if (now < at) this.#wakeAt(at);
    else await this.#commit(state, gone, now);
  }

  async #commit(state: Inside, gone: readonly Member[], now: number): Promise<void> {
    const { group } = state;
    // A new invitation is committed alone, and after those who are gone: they would read it.
    const renewal = gone.length === 0 ? this.#renewal?.secret : undefined;
    const add = renewal ? [] : await this.#acceptableJoins(group);
    const joining = new Set(add.map(({ keyPackage }) => deviceKeyOf(parseKeyPackage(keyPackage))));
    const returning = group.members.filter(({ publicKey }) => joining.has(deviceKeyOf(publicKey)));
    const remove = [...new Set([...gone, ...returning].map(({ leaf }) => leaf))];
    const updateAt = state.epochSince + updateInterval;
    if (!renewal && add.length + remove.length === 0 && now < updateAt) {
      this.#wakeAt(updateAt);
      return;
    }
    const made = await group
      .commitChanges(renewal ? { renewal } : { add, remove })
      .catch((error: unknown) => this.#turnAwayUnfit(group, add, remove, error));
    if (made === undefined) {
      await this.#commit(state, gone, now);
      return;
    }
    const message: SendCommit = {
      kind: 'send-commit',
      epoch: group.epoch,
      commit: made.commit,
      welcome: made.welcome,
      joiners: add.map(({ keyPackage }) => memberAt(0, parseKeyPackage(keyPackage).leafNode).peerId),
      removed: group.members.filter(({ leaf }) => remove.includes(leaf)).map(({ peerId }) => peerId),
    };
    state.group = made.group;
    state.sent = { message, at: now };
    this.#outputs.push(message);
    this.#wakeAt(now + retryInterval);
  }

  /** Turns away what the group would refuse: one bad request must not keep the others out. */
  async #acceptableJoins(group: CallGroup): Promise<JoinRequest[]> {
    const acceptable: JoinRequest[] = [];
    for (const [device, { request, peerId }] of this.#joins) {
      if (acceptable.length === mostJoinsPerCommit) break;
      try {
        await group.checkJoin(request);
        acceptable.push(request);
      } catch (error) {
        const code = error instanceof Refusal ? error.code : undefined;
        const isMine = device === deviceKeyOf(this.#device.publicKey);
        if (code === 'duplicate-device' && !isMine) acceptable.push(request);
        // Another device of the same participant: its turn comes once the first one is reported gone.
        else if (code === 'duplicate-peer') {
          if (this.#gone.has(peerId)) acceptable.push(request);
        } else {
          this.#joins.delete(device);
          this.#turnAway(request, error);
        }
      }
    }
    return acceptable;
  }

  /**
   * No commit can hold all of these requests, though each of them passed. Turns away those that keep the others out.
   *
   * @throws The error itself, where it is for another reason.
   */
  async #turnAwayUnfit(
    group: CallGroup,
    add: readonly JoinRequest[],
    remove: readonly number[],
    error: unknown,
  ): Promise<undefined> {
    const fit: JoinRequest[] = [];
    for (const request of add) {
      try {
        // It is never sent, so that the epoch's one commit is still to be made.
        await group.commitChanges({ add: [...fit, request], remove });
        fit.push(request);
      } catch (reason) {
        this.#joins.delete(deviceKeyOf(parseKeyPackage(request.keyPackage)));
        this.#turnAway(request, reason);
      }
    }
    if (fit.length === add.length) throw error;
  }

  #turnAway(request: JoinRequest, error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.#outputs.push({ kind: 'turned-away', request, reason: error.code });
  }

  #alarmOf(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.#outputs.push({ kind: 'alarm', reason: error.code });
  }

  #wakeAt(at: number): void {
    this.#wake = Math.min(this.#wake, at);
  }
}

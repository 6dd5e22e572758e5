import { CallGroup, type ChangesToCommit, type EpochChange, type Processed } from './call-group.ts';
import { updateInterval } from './committer.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { Invitation } from './invitation.ts';
import { type JoinRequest, type PreparedJoin, peerIdOf, prepareJoin } from './join-request.ts';
import type { MembershipInput, MembershipOutput } from './membership-io.ts';
import { PendingChanges } from './pending-changes.ts';
import { Refusal, type RefusalReason } from './refusal.ts';

type State =
  | Joining
  | { readonly kind: 'creating'; readonly group: CallGroup; readonly door: Joining; sentAt: number }
  | { readonly kind: 'inside'; group: CallGroup; epochSince: number; sent: SentCommit | undefined }
  | { readonly kind: 'removed' };

interface Joining {
  readonly kind: 'joining';
  prepared: PreparedJoin;
  /** What was asked before it: its answer may still be on its way. */
  former: PreparedJoin | undefined;
  /** When `prepared` was first sent. */
  since: number | undefined;
  sentAt: number;
}

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
/**
 * A request that was not answered for so long is replaced by another one; milliseconds. Members take each key package
 * once, and their answer may have been lost in some way that asking again does not bring back. Long enough that a call
 * which many enter at once, on slow machines, is not chased by ever new requests.
 */
const freshRequestInterval = 10_000;
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
  readonly #pending: PendingChanges;
  #early: Uint8Array[] = [];

  private constructor(device: DeviceIdentity, invitation: Invitation, state: State) {
    this.#device = device;
    this.#pending = new PendingChanges(device);
    this.#invitation = invitation;
    this.#state = state;
  }

  /** A device at the door; its first tick sends what asks for entry. */
  static async enter(device: DeviceIdentity, invitation: Invitation): Promise<CallMembership> {
    const prepared = await prepareJoin(device, invitation);
    return new CallMembership(device, invitation, atTheDoor(prepared));
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
          const door = this.#state;
          this.#state = { kind: 'creating', group, door, sentAt: Number.NEGATIVE_INFINITY };
        }
        return;
      case 'created':
        if (this.#state.kind === 'creating') this.#install(this.#state.group, undefined, now);
        return;
      case 'exists':
        // Its request may be granted already: whoever was faster has heard it.
        if (this.#state.kind === 'creating') this.#state = atTheDoor(this.#state.door.prepared);
        return;
      case 'join-request':
        this.#takeJoinRequest(input.request, now);
        return;
      case 'join-withdrawn':
        this.#pending.withdraw(input.peerId);
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
        this.#pending.gone(input.peerId, input.kind === 'expel', now);
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
        this.#pending.renew(input.secret, now);
        return;
      case 'tick':
        return;
    }
  }

  #takeJoinRequest(request: JoinRequest, now: number): void {
    try {
      this.#pending.join(request, this.group, now);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#outputs.push({ kind: 'turned-away', request, reason: error.code });
    }
  }

  async #takeWelcome(welcome: Uint8Array, now: number): Promise<void> {
    if (this.#state.kind !== 'joining') return;
    const { former, prepared } = this.#state;
    for (const request of former === undefined ? [prepared] : [prepared, former]) {
      try {
        this.#install(await CallGroup.join(request, welcome), undefined, now);
        return;
      } catch (error) {
        // A welcome for a request that this device has replaced by another.
        if (!(error instanceof Refusal && error.code === 'not-for-this-device')) this.#alarmOf(error);
      }
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
    this.#state = atTheDoor(prepared);
  }

  #install(group: CallGroup, change: EpochChange | undefined, now: number): void {
    this.#state = { kind: 'inside', group, epochSince: now, sent: undefined };
    this.#pending.settle(group, change?.added ?? group.members);
    this.#outputs.push({ kind: 'epoch', group, change });
  }

  /** Sends what is due, and says when to look again. */
  async #act(now: number): Promise<void> {
    const state = this.#state;
    switch (state.kind) {
      case 'joining':
        await this.#refresh(state, now);
        this.#ask(state, { kind: 'send-join', request: state.prepared.request }, now);
        return;
      case 'creating':
        this.#ask(state, { kind: 'send-create', groupId: state.group.id }, now);
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

  async #refresh(state: Joining, now: number): Promise<void> {
    state.since ??= now;
    if (now < state.since + freshRequestInterval) return;
    state.former = state.prepared;
    state.prepared = await prepareJoin(this.#device, this.#invitation);
    state.since = now;
    state.sentAt = Number.NEGATIVE_INFINITY;
  }

  #ask(state: { sentAt: number }, question: MembershipOutput, now: number): void {
    if (now >= state.sentAt + retryInterval) {
      state.sentAt = now;
      this.#outputs.push(question);
    }
    this.#wakeAt(state.sentAt + retryInterval);
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
    const at = this.#pending.dueAt(group, epochSince);
    if (now < at) {
      this.#wakeAt(at);
      return;
    }
    const { changes, turnedAway } = await this.#pending.choose(group, epochSince, now);
    for (const refused of turnedAway) this.#outputs.push({ kind: 'turned-away', ...refused });
    if (changes) await this.#commit(state, changes, now);
    else this.#wakeAt(epochSince + updateInterval);
  }

  async #commit(state: Inside, changes: ChangesToCommit, now: number): Promise<void> {
    const { group } = state;
    const { add = [], remove = [] } = changes;
    const made = await group
      .commitChanges(changes)
      .catch((error: unknown) => this.#turnAwayUnfit(group, changes, error));
    if (made === undefined) {
      await this.#commitIfDue(state, now);
      return;
    }
    const message: SendCommit = {
      kind: 'send-commit',
      epoch: group.epoch,
      commit: made.commit,
      welcome: made.welcome,
      joiners: add.flatMap((request) => peerIdOf(request) ?? []),
      removed: group.members.filter(({ leaf }) => remove.includes(leaf)).map(({ peerId }) => peerId),
    };
    state.group = made.group;
    state.sent = { message, at: now };
    this.#outputs.push(message);
    this.#wakeAt(now + retryInterval);
  }

  /**
   * No commit can hold all of these requests, though each of them passed. Turns away those that keep the others out.
   *
   * @throws The error itself, where it is for another reason.
   */
  async #turnAwayUnfit(
    group: CallGroup,
    { add = [], remove = [] }: ChangesToCommit,
    error: unknown,
  ): Promise<undefined> {
    const fit: JoinRequest[] = [];
    for (const request of add) {
      try {
        // It is never sent, so that the epoch's one commit is still to be made.
        await group.commitChanges({ add: [...fit, request], remove });
        fit.push(request);
      } catch (reason) {
        if (!(reason instanceof Refusal)) throw reason;
        this.#pending.turnAway(request);
        this.#outputs.push({ kind: 'turned-away', request, reason: reason.code });
      }
    }
    if (fit.length === add.length) throw error;
  }

  #alarmOf(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.#outputs.push({ kind: 'alarm', reason: error.code });
  }

  #wakeAt(at: number): void {
    this.#wake = Math.min(this.#wake, at);
  }
}

function atTheDoor(prepared: PreparedJoin): Joining {
  const sentAt = Number.NEGATIVE_INFINITY;
  return { kind: 'joining', prepared, former: undefined, since: undefined, sentAt };
}

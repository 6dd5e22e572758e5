import type { RequestData, ResponseData } from '../../protocol/client-requests.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  type AcceptedCommit,
  type Admission,
  type AdmissionProof,
  type GroupState,
  maxGroupMembers,
} from '../../protocol/group.ts';
import type { NotificationData } from '../../protocol/server-messages.ts';
import { CommitLog, type CommitLogLimits } from './commit-log.ts';
import { MessageBudget } from './message-budget.ts';

export interface GroupDeliveryLimits extends CommitLogLimits {
  readonly pendingAdmissions: number;
  /** Bytes of one message to the group, before base64url. */
  readonly messageBytes: number;
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
}

export type GroupNotification =
  | 'admissionRequested'
  | 'admissionWithdrawn'
  | 'groupCommitted'
  | 'groupWelcome'
  | 'groupMessage';

/** Sends to one peer, or to nobody while its connection is cut. */
export type Deliver = <N extends GroupNotification>(
  peerId: string,
  notification: N,
  data: NotificationData<N>,
) => void;

interface Group {
  readonly id: string;
  epoch: number;
  /** A gone one stays listed until a commit has removed it, and gets nothing. */
  readonly members: Map<string, 'present' | 'gone'>;
  readonly log: CommitLog;
}

interface Welcomed {
  /** Of the request that was granted; another one has another. */
  readonly joinMac: string;
  readonly welcome: NotificationData<'groupWelcome'>;
}

/**
 * The delivery service (RFC 9750 section 5) of one room's MLS group: it puts commits in one order and
 * relays what it cannot read. It is no member and holds no key: membership is what the members' commits
 * say it is, and serves for nothing but addressing. The group is gone with the last member's session.
 *
 * All that concerns one peer is delivered in the order of the calls.
 */
export class GroupDelivery {
  readonly #limits: GroupDeliveryLimits;
  readonly #deliver: Deliver;
  readonly #admissions = new Map<string, Admission>();
  /** By addressee, until they speak as a member: who was cut when it came asks for admission once more. */
  readonly #welcomed = new Map<string, Welcomed>();
  readonly #budgets = new Map<string, MessageBudget>();
  #group: Group | undefined;

  constructor(limits: GroupDeliveryLimits, deliver: Deliver) {
    this.#limits = limits;
    this.#deliver = deliver;
  }

  /**
   * Counts one request of a peer, as each may go out to everyone.
   *
   * @param now Milliseconds of the monotonic clock.
   * @throws ProtocolError `rate-limited`.
   */
  charge(peerId: string, now: number): void {
    const { requestsPerSecond, requestBurst } = this.#limits;
    const budget = this.#budgets.get(peerId) ?? new MessageBudget(requestsPerSecond, requestBurst, now);
    this.#budgets.set(peerId, budget);
    if (budget.take(now) !== 'granted') {
      throw new ProtocolError('rate-limited');
    }
  }

  /**
   * Begins the room's group at epoch 0 with its maker as the only member.
   *
   * @returns Who has asked for admission before there was anybody to be told.
   * @throws ProtocolError `conflict` where there is one already.
   */
  create(peerId: string, { groupId }: RequestData<'createGroup'>): ResponseData<'createGroup'> {
    if (this.#group !== undefined) {
      throw new ProtocolError('conflict', 'This room has a group already. Ask for admission.');
    }
    this.#admissions.delete(peerId);
    this.#group = {
      id: groupId,
      epoch: 0,
      members: new Map([[peerId, 'present']]),
      log: new CommitLog(this.#limits),
    };
    return { admissions: [...this.#admissions.values()] };
  }

  /**
   * Tells the members that somebody waits to be added. A member may ask, too, where it has lost its state. Whoever
   * was let in by this very request has not got its welcome, and gets it again.
   *
   * @throws ProtocolError `limit-reached` where too many wait.
   */
  requestAdmission(peerId: string, proof: AdmissionProof): void {
    const welcomed = this.#welcomed.get(peerId);
    if (welcomed?.joinMac === proof.joinMac) {
      this.#deliver(peerId, 'groupWelcome', welcomed.welcome);
      return;
    }
    if (!this.#admissions.has(peerId) && this.#admissions.size >= this.#limits.pendingAdmissions) {
      throw new ProtocolError('limit-reached', 'Too many people wait to be admitted.');
    }
    const admission = { ...proof, peerId };
    this.#admissions.set(peerId, admission);
    this.#tellMembers('admissionRequested', admission, peerId);
  }

  withdrawAdmission(peerId: string): void {
    if (this.#admissions.delete(peerId)) {
      this.#tellMembers('admissionWithdrawn', { peerId }, peerId);
    }
  }

  /**
   * Takes the first commit of an epoch and tells everyone concerned. Whoever is told of it as the second
   * one takes in the first and makes its own anew.
   *
   * @throws ProtocolError `stale-epoch` where another came first; `forbidden` to who is no member;
   *   `conflict` where the group is another one, a welcome's addressee does not wait, or the sender would
   *   remove itself, which MLS does not allow (RFC 9420 section 12.2); `limit-reached` where the group
   *   would be too large.
   */
  commit(peerId: string, data: RequestData<'commitGroup'>): ResponseData<'commitGroup'> {
    const group = this.#groupOf(peerId, data.groupId);
    const { epoch, commit, welcomes } = data;
    if (epoch !== group.epoch) {
      throw new ProtocolError('stale-epoch');
    }
    if (data.removed.includes(peerId)) {
      throw new ProtocolError('conflict', 'A member cannot remove itself.');
    }
    const added = welcomes.map((welcome) => welcome.peerId);
    if (new Set(added).size !== added.length || !added.every((id) => this.#admissions.has(id))) {
      throw new ProtocolError('conflict', 'Welcomes are for those who wait for admission, one for each.');
    }
    // Who is not listed needs no address taken away; so a commit's list is no longer than the group's.
    const removed = [...group.members.keys()].filter((id) => data.removed.includes(id));
    if (new Set([...group.members.keys(), ...added]).size - removed.length > maxGroupMembers) {
      throw new ProtocolError('limit-reached', 'The group is full. Remove who is gone.');
    }
    const accepted: AcceptedCommit = { groupId: group.id, epoch, commit, byPeerId: peerId, added, removed };
    group.log.append(accepted);
    group.epoch += 1;
    // Before the lists change, so that whoever is removed learns it, too.
    this.#tellMembers('groupCommitted', accepted, peerId, ...added);
    for (const id of removed) {
      group.members.delete(id);
      this.#welcomed.delete(id);
    }
    for (const { peerId: addressee, welcome } of welcomes) {
      group.members.set(addressee, 'present');
      this.#welcome(addressee, { groupId: group.id, epoch: group.epoch, welcome, byPeerId: peerId });
    }
    return { epoch: group.epoch };
  }

  /**
   * Relays a message to the other members. They have all commits before it, and forget the keys of an epoch soon after
   * its end: what is not of the present one might be lost, and its sender would not know.
   *
   * @throws ProtocolError `forbidden` to who is no member, `conflict` where the group is another one or not
   *   that far yet, `stale-epoch` where its sender has yet to see a commit, `message-too-large`.
   */
  relay(peerId: string, { groupId, epoch, message }: RequestData<'sendGroupMessage'>): void {
    const group = this.#groupOf(peerId, groupId);
    if (epoch > group.epoch) {
      throw new ProtocolError('conflict', 'The group has not come to this epoch.');
    }
    if (epoch < group.epoch) {
      throw new ProtocolError('stale-epoch');
    }
    const { messageBytes } = this.#limits;
    if (Math.floor((message.length * 3) / 4) > messageBytes) {
      throw new ProtocolError('message-too-large', `Messages to the group hold up to ${messageBytes} bytes.`);
    }
    this.#tellMembers('groupMessage', { groupId, epoch, message, byPeerId: peerId }, peerId);
  }

  /** What a newcomer, or a member after a cut, needs to know. Others than members get no commits. */
  state(peerId: string, { groupId, afterEpoch }: RequestData<'getGroupState'>): GroupState {
    const group = this.#group;
    const isMember = group?.members.get(peerId) === 'present';
    const admissions = [...this.#admissions.values()].filter(
      (admission) => isMember || admission.peerId === peerId,
    );
    const catchUp =
      isMember && afterEpoch !== undefined && (groupId ?? group.id) === group.id
        ? group.log.between(afterEpoch, group.epoch)
        : undefined;
    return {
      group:
        group === undefined
          ? null
          : { groupId: group.id, epoch: group.epoch, memberIds: [...group.members.keys()] },
      admissions,
      commits: catchUp ?? [],
      // Who names no epoch has no state to go on from.
      gap: catchUp === undefined,
    };
  }

  /**
   * A peer's session is over. It gets nothing more, and a new session of the same peer begins outside:
   * it does not hold what the old one held.
   */
  left(peerId: string): void {
    this.#budgets.delete(peerId);
    this.#welcomed.delete(peerId);
    const group = this.#group;
    if (group?.members.has(peerId) === true) {
      group.members.set(peerId, 'gone');
      if (![...group.members.values()].includes('present')) {
        this.#group = undefined;
      }
    }
    this.withdrawAdmission(peerId);
  }

  #welcome(addressee: string, welcome: NotificationData<'groupWelcome'>): void {
    const admission = this.#admissions.get(addressee);
    if (admission !== undefined) this.#welcomed.set(addressee, { joinMac: admission.joinMac, welcome });
    this.#admissions.delete(addressee);
    this.#deliver(addressee, 'groupWelcome', welcome);
  }

  /** @throws ProtocolError `conflict` where that is not the room's group, `forbidden` to who is no member. */
  #groupOf(peerId: string, groupId: string): Group {
    const group = this.#group;
    if (group === undefined || group.id !== groupId) {
      throw new ProtocolError('conflict', 'This is not the group of this room.');
    }
    if (group.members.get(peerId) !== 'present') {
      throw new ProtocolError('forbidden', 'Only members of the group can do this.');
    }
    this.#welcomed.delete(peerId);
    return group;
  }

  #tellMembers<N extends GroupNotification>(
    notification: N,
    data: NotificationData<N>,
    ...except: readonly string[]
  ): void {
    for (const [peerId, presence] of this.#group?.members ?? []) {
      if (presence === 'present' && !except.includes(peerId)) {
        this.#deliver(peerId, notification, data);
      }
    }
  }
}

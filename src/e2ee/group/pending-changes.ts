import { type Bytes, equal } from '../bytes.ts';
import type { CallGroup, ChangesToCommit } from './call-group.ts';
import { commitDueAt, turnDelay, updateInterval } from './committer.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { JoinRequest } from './join-request.ts';
import { deviceKeyOf, type Member, memberAt } from './member.ts';
import { parseKeyPackage } from './mls-message.ts';
import { Refusal, type RefusalReason } from './refusal.ts';

interface Waiting {
  readonly since: number;
}

interface Join extends Waiting {
  readonly request: JoinRequest;
  readonly peerId: string;
}

interface Gone extends Waiting {
  /** This device does not wait for its turn. */
  readonly isUrgent: boolean;
}

/** What a member should commit now. */
export interface Choice {
  /** Nothing where nothing is to be done. */
  readonly changes: ChangesToCommit | undefined;
  /** What the group would refuse: one bad request must not keep the others out. */
  readonly turnedAway: readonly { readonly request: JoinRequest; readonly reason: RefusalReason }[];
}

/** A welcome goes to each joiner and holds the whole tree: the server takes no larger message. */
const mostJoinsPerCommit = 8;

/** Who asks to be let in, who is gone, and a new invitation: what waits for somebody to commit it. */
export class PendingChanges {
  readonly #device: DeviceIdentity;
  /** By device. */
  readonly #joins = new Map<string, Join>();
  /** By participant. */
  readonly #gone = new Map<string, Gone>();
  /** By device, the key package that let it in: sent again, it would put the device out of its own place. */
  readonly #used = new Map<string, Bytes>();
  #renewal: (Waiting & { readonly secret: Bytes }) | undefined;

  /** @param device This member's own. */
  constructor(device: DeviceIdentity) {
    this.#device = device;
  }

  /** @throws {Refusal} Where the request cannot be read. */
  join(request: JoinRequest, group: CallGroup | undefined, now: number): void {
    const { publicKey, peerId } = memberAt(0, parseKeyPackage(request.keyPackage).leafNode);
    const device = deviceKeyOf(publicKey);
    const known = this.#joins.get(device)?.request.keyPackage ?? this.#used.get(device);
    if (known && equal(known, request.keyPackage)) return;
    this.#joins.set(device, { request, peerId, since: now });
    // Whoever comes back with the same device takes its own place; another device has to wait until that is free.
    const before = group?.members.find((member) => member.peerId === peerId);
    if (!before || equal(before.publicKey, publicKey)) this.#gone.delete(peerId);
  }

  /** A request that no commit can hold. */
  turnAway({ keyPackage }: JoinRequest): void {
    this.#joins.delete(deviceKeyOf(parseKeyPackage(keyPackage)));
  }

  withdraw(peerId: string): void {
    for (const [device, join] of this.#joins) if (join.peerId === peerId) this.#joins.delete(device);
  }

  /** @param isUrgent This device removes the participant, rather than whoever is next. */
  gone(peerId: string, isUrgent: boolean, now: number): void {
    this.withdraw(peerId);
    const known = this.#gone.get(peerId);
    if (!known || (isUrgent && !known.isUrgent)) this.#gone.set(peerId, { since: now, isUrgent });
  }

  renew(secret: Bytes, now: number): void {
    this.#renewal = { secret, since: now };
  }

  /** A new epoch: what it has brought waits no more. */
  settle(group: CallGroup, added: readonly Member[]): void {
    for (const { peerId, publicKey } of added) {
      const device = deviceKeyOf(publicKey);
      this.#gone.delete(peerId);
      const join = this.#joins.get(device);
      if (join) this.#used.set(device, join.request.keyPackage);
      this.#joins.delete(device);
    }
    const members = new Set(group.members.map(({ peerId }) => peerId));
    for (const peerId of this.#gone.keys()) if (!members.has(peerId)) this.#gone.delete(peerId);
    if (this.#renewal && equal(this.#renewal.secret, group.invitation.secret)) this.#renewal = undefined;
  }

  /** When this member's turn to commit comes, if nobody does it before. */
  dueAt(group: CallGroup, epochSince: number): number {
    const gone = this.#goneOf(group);
    const isExpelling = gone.some(({ peerId }) => this.#gone.get(peerId)?.isUrgent);
    // Turns are taken anew in each epoch.
    const first = (waiting: Iterable<Waiting>) => {
      const times = [...waiting].map(({ since }) => Math.max(since, epochSince));
      return times.length > 0 ? Math.min(...times) : undefined;
    };
    const isUrgent = this.#renewal !== undefined || isExpelling;
    const due = commitDueAt({
      joinSince: first(this.#joins.values()),
      leaveSince: first(gone.flatMap(({ peerId }) => this.#gone.get(peerId) ?? [])),
      urgentSince: isUrgent ? Math.max(this.#renewal?.since ?? 0, epochSince) : undefined,
      epochSince,
    });
    const live = group.members.filter((member) => !gone.includes(member)).map(({ leaf }) => leaf);
    // Only whoever renews the invitation knows the new one, and a moderator's removal is the moderator's own: such
    // commits wait for nobody's turn.
    return isUrgent ? due : due + turnDelay(live, group.leaf);
  }

  async choose(group: CallGroup, epochSince: number, now: number): Promise<Choice> {
    const gone = this.#goneOf(group);
    // A new invitation is committed alone, and after those who are gone: they would read it.
    if (this.#renewal && gone.length === 0) {
      return { changes: { renewal: this.#renewal.secret }, turnedAway: [] };
    }
    const { acceptable: add, turnedAway } = await this.#review(group);
    const joining = new Set(add.map(({ keyPackage }) => deviceKeyOf(parseKeyPackage(keyPackage))));
    const returning = group.members.filter(({ publicKey }) => joining.has(deviceKeyOf(publicKey)));
    const remove = [...new Set([...gone, ...returning].map(({ leaf }) => leaf))];
    const isIdle = add.length + remove.length === 0 && now < epochSince + updateInterval;
    return { changes: isIdle ? undefined : { add, remove }, turnedAway };
  }

  #goneOf(group: CallGroup): Member[] {
    return group.members.filter(({ peerId, leaf }) => leaf !== group.leaf && this.#gone.has(peerId));
  }

  async #review(
    group: CallGroup,
  ): Promise<{ acceptable: JoinRequest[]; turnedAway: { request: JoinRequest; reason: RefusalReason }[] }> {
    const acceptable: JoinRequest[] = [];
    const turnedAway: { request: JoinRequest; reason: RefusalReason }[] = [];
    for (const [device, join] of this.#joins) {
      if (acceptable.length === mostJoinsPerCommit) break;
      const refusal = await this.#refusalOf(group, device, join);
      if (refusal === undefined) acceptable.push(join.request);
      else if (refusal !== 'later') {
        this.#joins.delete(device);
        turnedAway.push({ request: join.request, reason: refusal });
      }
    }
    return { acceptable, turnedAway };
  }

  /** @returns Nothing for what may be committed now. */
  async #refusalOf(
    group: CallGroup,
    device: string,
    { peerId, request }: Join,
  ): Promise<RefusalReason | 'later' | undefined> {
    try {
      await group.checkJoin(request);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isMine = device === deviceKeyOf(this.#device.publicKey);
      // A member that comes back is removed and added in one commit.
      if (error.code === 'duplicate-device' && !isMine) return undefined;
      // Another device of the same participant: its turn comes once the first one is reported gone.
      if (error.code === 'duplicate-peer') return this.#gone.has(peerId) ? undefined : 'later';
      return error.code;
    }
  }
}

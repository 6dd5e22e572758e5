import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../../src/e2ee/bytes.ts';
import { CallMembership } from '../../src/e2ee/group/call-membership.ts';
import type { DeviceIdentity } from '../../src/e2ee/group/device-identity.ts';
import type { Invitation } from '../../src/e2ee/group/invitation.ts';
import type { MembershipInput } from '../../src/e2ee/group/membership-io.ts';
import { invite, personCalled } from '../../src/e2ee/group/testing/people.ts';
import { DeliveryService } from './delivery-service.ts';
import { drawSize, type RandomHistory, runHistories } from './random-history.ts';
import { VirtualTime } from './virtual-time.ts';

const loss = 0.3;
const longestDelay = 300;
const total = { histories: 0, epochs: 0, deaths: 0, deathsWithCommit: 0, returns: 0, messages: 0, most: 0 };

describe('a call over a network that loses and reorders', () => {
  it(
    'brings everybody who stays into one epoch, and gives no member the sending key of another',
    async () => {
      await runHistories(20, (random) => {
        const { people, happenings } = drawSize(random);
        total.histories += 1;
        // Nobody would reach fifty one by one.
        return new CallOnBadNetwork(random, people).live(people > 12 ? 40 : 1, happenings);
      });
      console.log(`Calls: ${JSON.stringify(total)}`);
      expect(total.deathsWithCommit).toBeGreaterThan(0);
    },
    60 * 60_000,
  );
});

interface Peer {
  readonly device: DeviceIdentity;
  membership: CallMembership;
  /** The last time that it asked to be woken; earlier ones no longer count. */
  wake: number;
}

class CallOnBadNetwork {
  readonly #random: RandomHistory;
  readonly #mostPeople: number;
  readonly #time = new VirtualTime();
  readonly #peers = new Map<string, Peer>();
  readonly #service = new DeliveryService((peer, input) => this.#toPeer(peer, input));
  /** Base key and leaf, which name a sending key and its counter: each belongs to one device, once. */
  readonly #senders = new Map<string, string>();
  #invitation: Invitation | undefined;

  constructor(random: RandomHistory, mostPeople: number) {
    this.#random = random;
    this.#mostPeople = mostPeople;
  }

  /**
   * @param crowd How many come at the start.
   * @param happenings How many times somebody comes, dies or speaks then, in bursts.
   */
  async live(crowd: number, happenings: number): Promise<void> {
    this.#invitation = await invite();
    this.#remindEachSecond();
    for (let number = 0; number < crowd; number += 1) await this.#come();
    for (let number = 0; number < happenings; number += 1) {
      // Ten at once now and then; else one by one.
      const burst = this.#random.chance(0.1) ? 10 : 1;
      for (let index = 0; index < burst; index += 1) await this.#happen();
      await this.#time.runUntil(this.#time.now + this.#random.below(1_500));
    }
    await this.#converge();
  }

  async #happen(): Promise<void> {
    const inside = [...this.#peers].filter(([, { membership }]) => membership.group);
    const dice = this.#random.next();
    if (dice < 0.5 && this.#peers.size < this.#mostPeople) return this.#come();
    // Whoever has a commit on its way dies rather than others; two stay, or the call would be over.
    if (dice < 0.8 && inside.length > 2) {
      const committing = inside.filter(([, { membership }]) => membership.group?.pendingCommit);
      return this.#die(this.#random.pick(committing.length > 0 ? committing : inside)[0]);
    }
    if (inside.length > 0)
      await this.#input(this.#random.pick(inside)[0], { kind: 'say', content: utf8('!') });
  }

  async #come(): Promise<void> {
    await this.#enter(await personCalled('Somebody'));
  }

  async #enter(device: DeviceIdentity): Promise<void> {
    if (!this.#invitation) throw new Error('Nobody is invited.');
    const name = device.peerId;
    const membership = await CallMembership.enter(device, this.#invitation);
    this.#peers.set(name, { device, membership, wake: 0 });
    this.#service.connect(name);
    await this.#input(name, { kind: 'tick' });
  }

  #die(name: string): void {
    total.deaths += 1;
    if (this.#peers.get(name)?.membership.group?.pendingCommit) total.deathsWithCommit += 1;
    this.#peers.delete(name);
    this.#service.disconnect(name);
  }

  /** What a peer sends may be on its way when it dies, and may be lost like all else. */
  async #input(name: string, input: MembershipInput): Promise<void> {
    const peer = this.#peers.get(name);
    if (!peer) return;
    for (const output of await peer.membership.handle(input, this.#time.now)) {
      switch (output.kind) {
        case 'wake':
          peer.wake = output.at;
          this.#time.at(output.at, async () => {
            const isCurrent = this.#peers.get(name) === peer && peer.wake === output.at;
            if (isCurrent) await this.#input(name, { kind: 'tick' });
          });
          break;
        case 'epoch':
          await this.#noteSender(name, output.group);
          break;
        case 'alarm':
          // The network of this test delivers some messages twice; a room's connection does not.
          if (output.reason === 'unreadable') break;
          throw new Error(`alarm: ${output.reason}`);
        case 'turned-away':
          // A request that comes late, or twice, of somebody who is inside by it.
          if (output.reason === 'duplicate-key') break;
          throw new Error(`${output.kind}: ${output.reason}`);
        case 'removed':
          // A late word that this participant was gone: it comes in again.
          total.returns += 1;
          await this.#enter(peer.device);
          return;
        case 'message':
          total.messages += 1;
          break;
        default:
          this.#transmit(async () => this.#service.receive(name, output));
      }
    }
  }

  #toPeer(name: string, input: MembershipInput): void {
    this.#transmit(() => this.#input(name, input));
  }

  #transmit(deliver: () => Promise<void>): void {
    if (this.#random.chance(loss)) return;
    const delay = () => this.#time.now + this.#random.below(longestDelay);
    this.#time.at(delay(), deliver);
    if (this.#random.chance(0.05)) this.#time.at(delay(), deliver);
  }

  #remindEachSecond(): void {
    this.#time.at(this.#time.now + 1_000, async () => {
      this.#service.remind();
      this.#remindEachSecond();
    });
  }

  async #noteSender(name: string, group: NonNullable<CallMembership['group']>): Promise<void> {
    const key = `${await group.mediaBaseKey()}/${group.leaf}`;
    expect(this.#senders.has(key)).toBe(false);
    this.#senders.set(key, name);
    total.most = Math.max(total.most, group.members.length);
  }

  async #converge(): Promise<void> {
    const end = this.#time.now + 120_000;
    const isOne = () => {
      const groups = [...this.#peers.values()].map(({ membership }) => membership.group);
      const authenticators = new Set(groups.map((group) => group && String(group.epochAuthenticator)));
      const members = groups[0]?.members.map(({ peerId }) => peerId).sort();
      return (
        !groups.includes(undefined) &&
        authenticators.size === 1 &&
        String(members) === String([...this.#peers.keys()].sort())
      );
    };
    while (!isOne() && this.#time.now < end) await this.#time.runUntil(this.#time.now + 500);
    expect(isOne()).toBe(true);
    total.epochs += this.#service.epoch;
  }
}

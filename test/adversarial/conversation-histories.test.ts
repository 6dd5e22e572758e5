import { describe, expect, it } from '@jest/globals';
import type { Bytes } from '../../src/e2ee/bytes.ts';
import type { DeviceSigner } from '../../src/e2ee/conversations/device.ts';
import type { EpochKey } from '../../src/e2ee/conversations/epoch-key.ts';
import { openHistoryLink } from '../../src/e2ee/conversations/history-link.ts';
import type { MembershipLog } from '../../src/e2ee/conversations/membership-log.ts';
import { openMessage, readMessage } from '../../src/e2ee/conversations/message.ts';
import { ConversationRefusal } from '../../src/e2ee/conversations/refusal.ts';
import { roles } from '../../src/e2ee/conversations/role.ts';
import { openEpochKey, readCover } from '../../src/e2ee/conversations/sealed-epoch-key.ts';
import {
  Conversation,
  closedHistory,
  openHistory,
} from '../../src/e2ee/conversations/testing/conversation.ts';
import { People, type Person } from '../../src/e2ee/conversations/testing/people.ts';
import { findsKey, rogueMessage } from '../../src/e2ee/conversations/testing/rogue.ts';
import { type RandomHistory, runHistories } from '../simulation/random-history.ts';

const total = {
  histories: 0,
  epochs: 0,
  refusals: 0,
  messages: 0,
  revocations: 0,
  opened: 0,
  closed: 0,
  openedByLinks: 0,
};

describe('random histories of conversations', () => {
  it(
    'leave all readers agreed, and give each key to whom it is due, and to nobody else',
    async () => {
      const people = new People();
      const persons = await Promise.all([1, 2, 3, 4].map(() => people.person()));
      await runHistories(200, async (random) => {
        total.histories += 1;
        const cast = random.some(persons, random.chance(0.2) ? 4 : 3);
        const history = await History.begin(random, people, cast);
        const steps = 3 + random.below(9);
        for (let step = 0; step < steps && history.goesOn; step += 1) await history.step();
        await history.judge();
      });
      console.log(`Conversations: ${JSON.stringify(total)}`);
      for (const count of Object.values(total)) expect(count).toBeGreaterThan(0);
    },
    10 * 60_000,
  );
});

/** What is known of an epoch from what was done, without the log's help. */
interface EpochFacts {
  readonly members: ReadonlySet<string>;
  /** Whether newcomers were to see history when it began. */
  readonly beganOpen: boolean;
  /** Whether they were, all the time until it ended. */
  stayedOpen: boolean;
}

class History {
  readonly #random: RandomHistory;
  readonly #people: People;
  readonly #persons: readonly Person[];
  readonly #talk: Conversation;
  /** Of epoch 1 at 0. */
  readonly #facts: EpochFacts[] = [];
  /** Each reads entry by entry. */
  readonly #readers = new Map<Person, MembershipLog>();
  readonly #devices = new Map<Person, DeviceSigner>();
  readonly #messages: Bytes[] = [];
  #policyOpen: boolean;

  private constructor(random: RandomHistory, people: People, persons: readonly Person[], talk: Conversation) {
    this.#random = random;
    this.#people = people;
    this.#persons = persons;
    this.#talk = talk;
    this.#policyOpen = talk.log.state.policy.newcomersSeeHistory;
  }

  static async begin(random: RandomHistory, people: People, persons: readonly Person[]): Promise<History> {
    const [founder, ...others] = random.some(persons, 1 + random.below(persons.length));
    if (!founder) throw new Error('Nobody is there.');
    const policy = random.chance(0.5) ? openHistory : closedHistory;
    const talk = await Conversation.of(people, [founder, ...others], { policy });
    const history = new History(random, people, persons, talk);
    // Devices that an earlier history revoked are behind their owners.
    for (const person of persons) history.#devices.set(person, await people.device(person.accountId));
    for (const person of persons) history.#readers.set(person, await talk.read());
    history.#noteEpoch();
    return history;
  }

  get goesOn(): boolean {
    return this.#talk.log.state.members.size > 0;
  }

  async step(): Promise<void> {
    const author = this.#random.pick(this.#membersNow());
    const { length, head } = this.#talk.log;
    try {
      await this.#happen(author);
    } catch (error) {
      if (!(error instanceof ConversationRefusal)) throw error;
      // What was not the author's right has changed nothing.
      total.refusals += 1;
      expect([this.#talk.log.length, this.#talk.log.head]).toEqual([length, head]);
      return;
    }
    if (this.#talk.log.length > length) await this.#noteChange();
  }

  async #happen(author: Person): Promise<void> {
    const [talk, random, device] = [this.#talk, this.#random, this.#deviceOf(author)];
    const other = random.pick(this.#persons);
    const role = random.pick(roles);
    const dice = random.next();
    if (dice < 0.25) return talk.add(device, other, role);
    if (dice < 0.45) return talk.remove(device, other);
    if (dice < 0.52) return talk.change(device, () => ({ kind: 'leave' }));
    if (dice < 0.6) return talk.rotate(device);
    if (dice < 0.66) return this.#revoke(author);
    if (dice < 0.74) return talk.change(device, () => ({ kind: 'role', accountId: other.accountId, role }));
    if (dice < 0.84) {
      const policy = this.#policyOpen ? closedHistory : openHistory;
      return talk.change(device, () => ({ kind: 'policy', policy }));
    }
    this.#messages.push(await talk.say(device, `${total.messages}`));
  }

  /** A device is lost: its account revokes it and changes the key from another one. */
  async #revoke(author: Person): Promise<void> {
    const [talk, lost] = [this.#talk, this.#deviceOf(author)];
    this.#people.revoke(lost);
    this.#devices.set(author, await this.#people.device(author.accountId));
    await talk.rotate(this.#deviceOf(author));
    total.revocations += 1;
    const claims = { conversationId: talk.id, epoch: talk.log.state.epoch, logHead: talk.log.head };
    const received = await readMessage(await rogueMessage(lost, talk.key, claims));
    await expect(openMessage(talk.log, talk.key, received)).rejects.toEqual(
      new ConversationRefusal('revoked-device'),
    );
  }

  async #noteChange(): Promise<void> {
    const { log, entries } = this.#talk;
    this.#policyOpen = log.state.policy.newcomersSeeHistory;
    if (log.state.epoch > this.#facts.length) this.#noteEpoch();
    const present = this.#facts.at(-1);
    if (present && !this.#policyOpen) present.stayedOpen = false;
    for (const reader of this.#readers.values()) {
      await reader.append(entries.at(-1) ?? new Uint8Array());
      expect([reader.head, reader.state]).toEqual([log.head, log.state]);
    }
  }

  #noteEpoch(): void {
    total.epochs += 1;
    const members = new Set(this.#talk.log.state.members.keys());
    this.#facts.push({ members, beganOpen: this.#policyOpen, stayedOpen: this.#policyOpen });
  }

  /** Who has which keys in the end, if the server hands everything to everybody. */
  async judge(): Promise<void> {
    const whole = await this.#talk.read();
    expect([whole.head, whole.state]).toEqual([this.#talk.log.head, this.#talk.log.state]);
    for (const person of this.#persons) {
      const keys = await this.#keysOf(person);
      const due = this.#facts.map((_, index) => this.#isDue(person, index));
      expect(this.#facts.map((_, index) => keys.has(index + 1))).toEqual(due);
      total.opened += due.filter(Boolean).length;
      total.closed += due.filter((isDue) => !isDue).length;
      await this.#readAll(person, keys);
    }
    await this.#pry(this.#random.pick(this.#persons));
    total.messages += this.#messages.length;
  }

  /** In its own epochs, and from those back as far as newcomers were to see history without a break. */
  #isDue(person: Person, index: number): boolean {
    for (let at = index; at < this.#facts.length; at += 1) {
      if (this.#facts[at]?.members.has(person.accountId)) return true;
      if (!this.#facts[at]?.stayedOpen || !this.#facts[at + 1]?.beganOpen) return false;
    }
    return false;
  }

  /** All that can be opened by one's boxes, and by links from there. */
  async #keysOf(person: Person): Promise<Map<number, EpochKey>> {
    const keys = new Map<number, EpochKey>();
    const log = this.#readerOf(person);
    for (let number = this.#facts.length; number > 0; number -= 1) {
      const { cover, boxes } = this.#talk.sealedKeyOf(number);
      const box = boxes.get(person.accountId);
      if (box) keys.set(number, await openEpochKey(log, person, cover, box));
      const next = keys.get(number + 1);
      if (box || !next) continue;
      const { link } = await readCover(log, this.#talk.sealedKeyOf(number + 1).cover);
      if (!link) continue;
      keys.set(number, await openHistoryLink(next, link, log.epoch(number)));
      total.openedByLinks += 1;
    }
    return keys;
  }

  async #readAll(person: Person, keys: ReadonlyMap<number, EpochKey>): Promise<void> {
    for (const message of this.#messages) {
      const received = await readMessage(message);
      const key = keys.get(received.epoch);
      if (!key) continue;
      const { content } = await openMessage(this.#readerOf(person), key, received);
      expect(content).toMatchObject({ kind: 'text' });
    }
  }

  /** A box of somebody else opens for nobody, whoever asks nothing of the rules. */
  async #pry(person: Person): Promise<void> {
    const number = 1 + this.#random.below(this.#facts.length);
    const log = this.#readerOf(person);
    const { cover, boxes } = this.#talk.sealedKeyOf(number);
    const { epoch, author, deviceKey } = await readCover(log, cover);
    const claims = { ...epoch, epoch: epoch.number };
    const signer = { accountId: author, deviceKey, sign: async (content: Bytes) => content };
    const [owner, box] = this.#random.pick([...boxes]);
    expect(await findsKey(person, signer, claims, box)).toBe(owner === person.accountId);
  }

  #membersNow(): Person[] {
    return this.#persons.filter(({ accountId }) => this.#talk.log.state.members.has(accountId));
  }

  #deviceOf(person: Person): DeviceSigner {
    return this.#devices.get(person) ?? person.device;
  }

  #readerOf(person: Person): MembershipLog {
    const reader = this.#readers.get(person);
    if (!reader) throw new Error('Nobody reads.');
    return reader;
  }
}

import type { Bytes } from '../../bytes.ts';
import { AuthorChain } from '../author-chain.ts';
import type { Content } from '../content.ts';
import type { DeviceSigner } from '../device.ts';
import { createEpochKey, type EpochKey } from '../epoch-key.ts';
import type { MembershipChange, Policy } from '../membership-change.ts';
import { MembershipLog, type ProposedEntry } from '../membership-log.ts';
import { readMessage, sealMessage } from '../message.ts';
import type { ConversationType, Role } from '../role.ts';
import { type SealedEpochKey, sealEpochKey } from '../sealed-epoch-key.ts';
import { newId, type People, type Person } from './people.ts';

/** A change, given the commitment to the key of the epoch that it may begin. */
type Wish = (commitment: Bytes) => MembershipChange;

export const openHistory: Policy = { newcomersSeeHistory: true, disappearAfter: undefined };
export const closedHistory: Policy = { newcomersSeeHistory: false, disappearAfter: undefined };

export const someTime = Date.UTC(2027, 0, 1);

/** A conversation of honest people, with all that a server would carry for them. */
export class Conversation {
  readonly people: People;
  readonly entries: Bytes[] = [];
  /** By epoch; there is none before the first. */
  readonly sealed: (SealedEpochKey | undefined)[] = [undefined];
  /** By epoch: for its members, and for tests that ask who could get them. */
  readonly keys: (EpochKey | undefined)[] = [undefined];
  readonly #persons = new Map<string, Person>();
  readonly #chains = new Map<DeviceSigner, AuthorChain>();
  #log: MembershipLog;

  private constructor(people: People, log: MembershipLog) {
    this.people = people;
    this.#log = log;
  }

  /** The first one founds it. */
  static async of(
    people: People,
    persons: readonly [Person, ...Person[]],
    { type = 'group', policy = closedHistory }: { type?: ConversationType; policy?: Policy } = {},
  ): Promise<Conversation> {
    const [founder, ...others] = persons;
    const id = newId();
    const key = await createEpochKey(id, 1);
    const role: Role = type === 'direct' ? 'owner' : 'member';
    const members = new Map<string, Role>([
      [founder.accountId, 'owner'],
      ...others.map(({ accountId }) => [accountId, role] as const),
    ]);
    const change: MembershipChange = { kind: 'create', type, policy, members, commitment: key.commitment };
    const { device } = founder;
    const { entry, log } = await MembershipLog.create(id, device, proposedBy(people, device, change), people);
    const conversation = new Conversation(people, log);
    conversation.entries.push(entry);
    for (const person of persons) conversation.#persons.set(person.accountId, person);
    await conversation.#handOut(device, key);
    return conversation;
  }

  get id(): string {
    return this.#log.conversationId;
  }

  get log(): MembershipLog {
    return this.#log;
  }

  get key(): EpochKey {
    return this.keyOf(this.#log.state.epoch);
  }

  keyOf(epoch: number): EpochKey {
    const key = this.keys[epoch];
    if (!key) throw new Error(`There is no epoch ${epoch}.`);
    return key;
  }

  sealedKeyOf(epoch: number): SealedEpochKey {
    const sealed = this.sealed[epoch];
    if (!sealed) throw new Error(`There is no epoch ${epoch}.`);
    return sealed;
  }

  boxOf(epoch: number, { accountId }: { readonly accountId: string }): Bytes {
    const box = this.sealedKeyOf(epoch).boxes.get(accountId);
    if (!box) throw new Error('Nothing is sealed to this person.');
    return box;
  }

  /** The same, read from its first entry on by somebody else. */
  read(entries: readonly Bytes[] = this.entries): Promise<MembershipLog> {
    return MembershipLog.fold(this.id, entries, this.people);
  }

  /** Changes the conversation, and seals the new key to all members where there is one. */
  async change(device: DeviceSigner, wish: Wish): Promise<void> {
    const key = await createEpochKey(this.id, this.#log.state.epoch + 1);
    const proposed = proposedBy(this.people, device, wish(key.commitment));
    const { entry, log } = await this.#log.propose(device, proposed);
    this.entries.push(entry);
    this.#log = log;
    if (log.state.epoch === key.epoch) await this.#handOut(device, key);
  }

  async add(device: DeviceSigner, person: Person, role: Role = 'member'): Promise<void> {
    this.#persons.set(person.accountId, person);
    const members = new Map([[person.accountId, role]]);
    await this.change(device, (commitment) => ({ kind: 'add', members, commitment }));
  }

  async remove(device: DeviceSigner, { accountId }: Person): Promise<void> {
    const accountIds = new Set([accountId]);
    await this.change(device, (commitment) => ({ kind: 'remove', accountIds, commitment }));
  }

  async rotate(device: DeviceSigner): Promise<void> {
    await this.change(device, (commitment) => ({ kind: 'rotate', commitment }));
  }

  /** The next message of this device. */
  async say(device: DeviceSigner, content: Content | string): Promise<Bytes> {
    const chain = this.#chains.get(device) ?? new AuthorChain();
    this.#chains.set(device, chain);
    const message = await sealMessage(this.#log, device, this.key, {
      messageId: newId(),
      ...chain.next,
      sentAt: someTime,
      content: typeof content === 'string' ? { kind: 'text', body: content } : content,
    });
    chain.note(await readMessage(message));
    return message;
  }

  async #handOut(device: DeviceSigner, key: EpochKey): Promise<void> {
    const recipients = [...this.#log.state.members.keys()].flatMap((id) => this.#persons.get(id) ?? []);
    const previous = this.keys[key.epoch - 1];
    this.keys[key.epoch] = key;
    this.sealed[key.epoch] = await sealEpochKey(this.#log, device, key, previous, recipients);
  }
}

/** What an honest author says: it has seen all of its own account's device list. */
export function proposedBy(
  people: People,
  { accountId }: DeviceSigner,
  change: MembershipChange,
): ProposedEntry {
  return { authorDevices: people.lengthOf(accountId), time: someTime, change };
}

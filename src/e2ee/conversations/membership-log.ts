import { type Bytes, equal } from '../bytes.ts';
import type { DeviceDirectory, DeviceSigner } from './device.ts';
import { noHash } from './layout.ts';
import { type MembershipEntry, type ReceivedEntry, readEntry, writeEntry } from './membership-entry.ts';
import { type Epoch, type Head, MembershipHistory } from './membership-history.ts';
import { changed, type MembershipState } from './membership-state.ts';
import { ConversationRefusal } from './refusal.ts';

/** What an author says in an entry; the log knows where it stands. */
export type ProposedEntry = Pick<MembershipEntry, 'authorDevices' | 'time' | 'change'>;

/** An entry, and the log as it is once the server has taken it. */
export interface Proposal {
  readonly entry: Bytes;
  readonly log: MembershipLog;
}

/** Where a log has got to. */
interface Position {
  readonly state: MembershipState;
  readonly head: Bytes;
  readonly length: number;
}

/**
 * A conversation's log, of which every entry was verified: it follows the one before, a device of a member's account
 * signed it, and the member had the right. Two readers whose logs have the same head agree on all of it.
 */
export class MembershipLog {
  readonly conversationId: string;
  readonly #directory: DeviceDirectory;
  readonly #history: MembershipHistory;
  #position: Position;

  private constructor(
    conversationId: string,
    directory: DeviceDirectory,
    history: MembershipHistory,
    position: Position,
  ) {
    this.conversationId = conversationId;
    this.#directory = directory;
    this.#history = history;
    this.#position = position;
  }

  /**
   * Verifies a log from its first entry on.
   *
   * @param conversationId As the reader knows it: an entry of another conversation is refused.
   * @param directory Is asked again for each later entry, message and key.
   * @throws {ConversationRefusal} For the first entry that is not taken.
   */
  static async fold(
    conversationId: string,
    entries: readonly Uint8Array[],
    directory: DeviceDirectory,
  ): Promise<MembershipLog> {
    // Signatures are checked at the same time, and all else in order.
    const [first, ...others] = await Promise.allSettled(entries.map(readEntry));
    if (!first) throw new ConversationRefusal('malformed');
    const history = new MembershipHistory();
    const position = take(conversationId, directory, history, undefined, settled(first));
    const log = new MembershipLog(conversationId, directory, history, position);
    for (const other of others) log.#append(settled(other));
    return log;
  }

  /**
   * Begins a conversation.
   *
   * @param proposed A `create`.
   * @throws {ConversationRefusal} As every reader would.
   */
  static async create(
    conversationId: string,
    signer: DeviceSigner,
    proposed: ProposedEntry,
    directory: DeviceDirectory,
  ): Promise<Proposal> {
    const entry = await writeEntry(signer, { ...proposed, conversationId, index: 0, previousHash: noHash });
    return { entry, log: await MembershipLog.fold(conversationId, [entry], directory) };
  }

  get state(): MembershipState {
    return this.#position.state;
  }

  /** SHA-256 of the last entry. */
  get head(): Bytes {
    return this.#position.head;
  }

  get length(): number {
    return this.#position.length;
  }

  /** The present epoch. */
  get presentEpoch(): Epoch {
    return this.epoch(this.state.epoch);
  }

  /**
   * Takes the next entry. One at a time: a second one is refused if it overtakes the first.
   *
   * @throws {ConversationRefusal} Then nothing has changed.
   */
  async append(entry: Uint8Array): Promise<MembershipState> {
    this.#append(await readEntry(entry));
    return this.state;
  }

  /**
   * Writes the next entry. This log stays as it is: another one may come first.
   *
   * @throws {ConversationRefusal} As every reader would.
   */
  async propose(signer: DeviceSigner, proposed: ProposedEntry): Promise<Proposal> {
    const { conversationId, length: index, head: previousHash } = this;
    const entry = await writeEntry(signer, { ...proposed, conversationId, index, previousHash });
    const history = this.#history.copy();
    const log = new MembershipLog(conversationId, this.#directory, history, this.#position);
    await log.append(entry);
    return { entry, log };
  }

  /** @throws {ConversationRefusal} `wrong-epoch` where the log knows none of this number. */
  epoch(number: number): Epoch {
    const epoch = this.#history.epoch(number);
    if (!epoch) throw new ConversationRefusal('wrong-epoch');
    return epoch;
  }

  /** @throws {ConversationRefusal} `unknown-head` where the log has no such entry. */
  headAt(hash: Bytes): Head {
    const head = this.#history.headAt(hash);
    if (!head) throw new ConversationRefusal('unknown-head');
    return head;
  }

  /** @throws {ConversationRefusal} `not-a-member` behind the entry at this index. */
  requireMember(accountId: string, index: number): void {
    if (!this.#history.wasMember(accountId, index)) throw new ConversationRefusal('not-a-member');
  }

  /**
   * A device that was revoked may have spoken before; the log's notes tell the epochs in which it cannot have.
   *
   * @throws {ConversationRefusal} `unknown-device`, or `revoked-device` where the account's members noted the
   * revocation up to the start of the epoch.
   */
  requireDevice(accountId: string, deviceKey: Bytes, epoch: Epoch): void {
    const device = this.#directory.deviceOf(accountId, deviceKey);
    if (!device) throw new ConversationRefusal('unknown-device');
    const noted = this.#history.devicesNoted(accountId, epoch.startIndex);
    if (device.revokedAt !== undefined && device.revokedAt < noted) {
      throw new ConversationRefusal('revoked-device');
    }
  }

  #append(entry: ReceivedEntry): void {
    this.#position = take(this.conversationId, this.#directory, this.#history, this.#position, entry);
  }
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** Verifies an entry against the log before it; the history changes only where that succeeds. */
function take(
  conversationId: string,
  directory: DeviceDirectory,
  history: MembershipHistory,
  before: Position | undefined,
  entry: ReceivedEntry,
): Position {
  const { index, previousHash } = entry;
  const length = before?.length ?? 0;
  if (entry.conversationId !== conversationId) throw new ConversationRefusal('wrong-conversation');
  if (index !== length || !equal(previousHash, before?.head ?? noHash)) {
    throw new ConversationRefusal('broken-chain');
  }
  if (!entry.isSigned) throw new ConversationRefusal('bad-signature');
  requireActiveDevice(directory, history, entry);
  const state = changed(before?.state, entry.author, entry.change);
  history.note(entry, before?.state, state);
  return { state, head: entry.hash, length: length + 1 };
}

/** The device is one of the author's, in the account's device list as far as the author had seen it. */
function requireActiveDevice(
  directory: DeviceDirectory,
  history: MembershipHistory,
  { author, deviceKey, authorDevices, index }: ReceivedEntry,
): void {
  if (authorDevices > directory.lengthOf(author)) throw new ConversationRefusal('devices-behind');
  // Whoever holds a revoked device could look back at a list in which it is not revoked yet.
  if (authorDevices < history.devicesNoted(author, index)) throw new ConversationRefusal('stale-devices');
  const device = directory.deviceOf(author, deviceKey);
  if (!device || device.addedAt >= authorDevices) throw new ConversationRefusal('unknown-device');
  if (device.revokedAt !== undefined && device.revokedAt < authorDevices) {
    throw new ConversationRefusal('revoked-device');
  }
}

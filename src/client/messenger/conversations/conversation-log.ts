import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { type Bytes, equal, fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import { openDescription } from '../../../e2ee/conversations/description.ts';
import { createEpochKey, type EpochKey } from '../../../e2ee/conversations/epoch-key.ts';
import { openHistoryLink } from '../../../e2ee/conversations/history-link.ts';
import type { MembershipChange } from '../../../e2ee/conversations/membership-change.ts';
import { type ReceivedEntry, readEntry } from '../../../e2ee/conversations/membership-entry.ts';
import { MembershipLog } from '../../../e2ee/conversations/membership-log.ts';
import { ConversationRefusal } from '../../../e2ee/conversations/refusal.ts';
import {
  openEpochKey,
  readCover,
  type SealedEpochKey,
  type SealedTo,
  sealEpochKey,
} from '../../../e2ee/conversations/sealed-epoch-key.ts';
import type { ConversationAnswer } from '../../../protocol/conversations.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { InTurn } from '../in-turn.ts';
import { overOthers } from '../over-others.ts';
import { type FollowedHead, nothingFollowed } from '../people/book-content.ts';
import type { ConversationParts } from './conversation-parts.ts';

type KeysOnTheWire = NonNullable<ConversationAnswer<'readLog'>['entries'][number]['keys']>;

/** How often a change is proposed again over one that another member has just made. */
const mostTries = 5;

/** A conversation's signed log as this device has verified it, and the keys of its epochs that are this person's. */
export class ConversationLog {
  readonly conversationId: string;
  readonly #parts: ConversationParts;
  readonly #turn = new InTurn();
  readonly #sealed = new Map<number, KeysOnTheWire>();
  readonly #keys = new Map<number, EpochKey>();
  readonly #entries: ReceivedEntry[] = [];
  #log: MembershipLog | undefined;
  readonly #title: Signal<string | undefined> = signal(undefined);
  readonly #length: Signal<number> = signal(0);

  constructor(conversationId: string, parts: ConversationParts) {
    this.conversationId = conversationId;
    this.#parts = parts;
  }

  /** Changes with each entry. */
  get length(): ReadonlySignal<number> {
    return this.#length;
  }

  /** A group's own title, as far as this person has the key of it. */
  get title(): ReadonlySignal<string | undefined> {
    return this.#title;
  }

  /** Whoever asks has followed it before. */
  get verified(): MembershipLog {
    if (this.#log === undefined) throw new ProtocolError('not-found');
    return this.#log;
  }

  get isKnown(): boolean {
    return this.#log !== undefined;
  }

  /** Whether this person is a member, as far as this device knows. */
  get isMember(): boolean {
    return this.verified.state.members.has(this.#parts.me.accountId);
  }

  /** All entries that were verified, in their order. */
  get entries(): readonly ReceivedEntry[] {
    return this.#entries;
  }

  /** How far it was followed. */
  get head(): FollowedHead {
    if (this.#log === undefined) return nothingFollowed;
    return { length: this.#log.length, hash: toBase64Url(this.#log.head) };
  }

  /**
   * Follows the log to this length at least, and as far as any of this person's devices has followed it.
   *
   * @throws {ConversationRefusal} where what the server hands out does not hold together.
   */
  follow(length: number): Promise<void> {
    return this.#turn.do(() => this.#follow(length));
  }

  /** Follows the log as far as there is any of it. @throws {ConversationRefusal} as {@link follow} does. */
  catchUp(): Promise<void> {
    return this.#turn.do(() => this.#follow());
  }

  /**
   * Makes a change, over whatever others have changed meanwhile.
   *
   * @param propose Is asked again over each state that it finds; nothing where there is nothing to do any more.
   */
  change(propose: (log: MembershipLog) => Proposed | undefined): Promise<void> {
    const changing = async () => {
      const proposed = propose(this.verified);
      if (proposed !== undefined) await this.#append(proposed);
    };
    return this.#turn.do(() => overOthers(mostTries, changing, () => this.#follow()));
  }

  /**
   * The key of an epoch, opened at the first call.
   *
   * @throws {ConversationRefusal} `wrong-epoch` for one that the log does not know; `not-for-this-account` for one that
   * this person has no key of.
   */
  async key(epoch: number): Promise<EpochKey> {
    const known = this.#keys.get(epoch);
    if (known !== undefined) return known;
    this.verified.epoch(epoch);
    const key = await this.#openKey(epoch);
    this.#keys.set(epoch, key);
    return key;
  }

  /**
   * To whom the key of the present epoch was sealed; nothing where the server hands out none.
   *
   * @throws {ConversationRefusal}
   */
  async sealedTo(): Promise<ReadonlyMap<string, SealedTo> | undefined> {
    const sealed = this.#sealed.get(this.verified.state.epoch);
    if (sealed === undefined) return undefined;
    return (await readCover(this.verified, fromBase64Url(sealed.head) ?? new Uint8Array())).sealedTo;
  }

  async #openKey(epoch: number): Promise<EpochKey> {
    const sealed = this.#sealed.get(epoch);
    if (sealed?.box !== undefined) {
      const [cover, box] = [fromBase64Url(sealed.head), fromBase64Url(sealed.box)];
      if (cover === undefined || box === undefined) throw new ConversationRefusal('malformed');
      const { accountId, identity } = this.#parts.me;
      return openEpochKey(this.verified, { accountId, sealSecret: identity.sealSecret }, cover, box);
    }
    const present = this.verified.state.epoch;
    if (epoch > present) throw new ConversationRefusal('wrong-epoch');
    if (epoch === present) throw new ConversationRefusal('not-for-this-account');
    // Of an epoch before one's own: the next one may lead there.
    const nextSealed = this.#sealed.get(epoch + 1);
    const cover = nextSealed === undefined ? undefined : fromBase64Url(nextSealed.head);
    if (cover === undefined) throw new ConversationRefusal('not-for-this-account');
    const next = await this.key(epoch + 1);
    const { link } = await readCover(this.verified, cover);
    if (link === undefined) throw new ConversationRefusal('not-for-this-account');
    return openHistoryLink(next, link, this.verified.epoch(epoch));
  }

  /** @param length What there is of it at least; as long as it is, where nobody has said. */
  async #follow(length = 0): Promise<void> {
    const { request, directory, book } = this.#parts;
    const pinned = book.content.peek().logs[this.conversationId] ?? nothingFollowed;
    for (const entry of this.#entries) requirePinned(entry, pinned);
    const least = length === 0 ? Number.POSITIVE_INFINITY : Math.max(length, pinned.length);
    for (let wanted = least; (this.#log?.length ?? 0) < wanted; ) {
      const from = this.#log?.length ?? 0;
      const { conversationId } = this;
      const answer = await request('readLog', undefined, { conversationId, from: String(from) });
      wanted = Math.max(length, pinned.length, answer.length);
      if (wanted <= from) break;
      if (answer.entries.length === 0) throw new ConversationRefusal('broken-chain');
      const entries = answer.entries.map(({ entry }) => fromBase64Url(entry) ?? new Uint8Array());
      const read = await Promise.all(entries.map(readEntry));
      for (const entry of read) requirePinned(entry, pinned);
      // Whoever has written something may have done so from a device that is new here.
      const isBehind = read.some(
        ({ author, deviceKey, authorDevices }) =>
          directory.deviceOf(author, deviceKey) === undefined || directory.lengthOf(author) < authorDevices,
      );
      if (isBehind) await directory.catchUp(new Set(read.map(({ author }) => author)));
      for (const [index, received] of read.entries()) {
        await this.#take(entries[index] ?? new Uint8Array(), received, answer.entries[index]?.keys);
      }
      this.#length.value = this.verified.length;
    }
    await this.#readTitle();
  }

  async #take(entry: Bytes, received: ReceivedEntry, keys: KeysOnTheWire | undefined): Promise<void> {
    // First: a message may be opened as soon as the log has the entry.
    if (keys !== undefined) this.#sealed.set(keys.epoch, keys);
    const { conversationId } = this;
    if (this.#log !== undefined) await this.#log.append(entry);
    else this.#log = await MembershipLog.fold(conversationId, [entry], this.#parts.directory);
    this.#entries.push(received);
  }

  async #append({ change, key }: Proposed): Promise<void> {
    const { request, now, signer, directory } = this.#parts;
    const log = this.verified;
    const newKey = key === 'new' ? await createEpochKey(this.conversationId, log.state.epoch + 1) : undefined;
    const authorDevices = directory.lengthOf(signer.accountId);
    const proposal = await log.propose(signer, {
      authorDevices,
      time: now(),
      change: change(newKey?.commitment ?? new Uint8Array()),
    });
    const before = new Set(log.state.members.keys());
    const after = new Set(proposal.log.state.members.keys());
    const keys = newKey && (await this.#seal(proposal.log, newKey, await this.#previousKey(proposal.log)));
    await request(
      'appendLog',
      {
        index: log.length,
        entry: toBase64Url(proposal.entry),
        changes: {
          added: [...after].filter((accountId) => !before.has(accountId)),
          removed: [...before].filter((accountId) => !after.has(accountId)),
        },
        ...(keys !== undefined && { keys: keysOnTheWire(proposal.log.state.epoch, keys) }),
      },
      { conversationId: this.conversationId },
    );
    await this.#follow(log.length + 1);
  }

  async #previousKey(log: MembershipLog): Promise<EpochKey | undefined> {
    const { number, linksBack } = log.presentEpoch;
    return linksBack ? this.key(number - 1) : undefined;
  }

  #seal(log: MembershipLog, key: EpochKey, previous: EpochKey | undefined): Promise<SealedEpochKey> {
    return sealToMembers(this.#parts, log, key, previous);
  }

  async #readTitle(): Promise<void> {
    const { description } = this.verified.state;
    if (description === undefined) return;
    try {
      const { title } = await openDescription(await this.key(description.epoch), description.sealed);
      this.#title.value = title;
    } catch (error) {
      // Of a time before this person: the group has no name for them until somebody gives it one.
      if (!(error instanceof ConversationRefusal)) throw error;
    }
  }
}

/** A log that another of this person's devices has followed, or this one at an earlier visit, is the same one. */
function requirePinned({ index, hash }: ReceivedEntry, pinned: FollowedHead): void {
  const isSame = index + 1 !== pinned.length || equal(hash, fromBase64Url(pinned.hash) ?? new Uint8Array());
  if (!isSame) throw new ConversationRefusal('broken-chain');
}

/** A change that is to be made. `new`: it begins an epoch, whose key is made for it. */
export interface Proposed {
  readonly change: (commitment: Bytes) => MembershipChange;
  readonly key: 'new' | 'none';
}

/**
 * Seals an epoch's key to all members of a log.
 *
 * @throws ProtocolError `conflict` where the identity of one of them has changed and was not accepted.
 */
export async function sealToMembers(
  { people, me, signer }: Pick<ConversationParts, 'people' | 'me' | 'signer'>,
  log: MembershipLog,
  key: EpochKey,
  previous: EpochKey | undefined,
): Promise<SealedEpochKey> {
  const others = [...log.state.members.keys()].filter((accountId) => accountId !== me.accountId);
  await people.meetAll(others);
  // Whose account is gone needs no key.
  const recipients = others.flatMap((accountId) => {
    if (people.person(accountId).trust === 'changed') {
      throw new ProtocolError('conflict', 'The keys of somebody in it have changed.');
    }
    const card = people.card(accountId);
    return card === undefined || people.isGone(accountId) ? [] : [{ accountId, sealKey: card.sealKey }];
  });
  recipients.push({ accountId: me.accountId, sealKey: me.identity.sealKey });
  return sealEpochKey(log, signer, key, previous, recipients);
}

export function keysOnTheWire(epoch: number, { cover, boxes }: SealedEpochKey) {
  return {
    epoch,
    head: toBase64Url(cover),
    boxes: [...boxes].map(([accountId, box]) => ({ accountId, box: toBase64Url(box) })),
  };
}

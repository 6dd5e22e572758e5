import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { equal, fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import { DeviceList } from '../../../e2ee/identity/device-list.ts';
import { fingerprintOf, type IdentityCard, openCard } from '../../../e2ee/identity/identity-card.ts';
import { IdentityRefusal } from '../../../e2ee/identity/identity-refusal.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { IdentityCard as CardOnTheWire } from '../../../protocol/people.ts';
import type { Person } from '../api.ts';
import { InTurn } from '../in-turn.ts';
import type { PeopleRequest } from '../messenger-requests.ts';
import { type KnownPerson, nothingFollowed } from './book-content.ts';
import type { ContactBook } from './contact-book.ts';

/** Somebody's card as the server shows it, and what is known of them besides. */
interface Met {
  readonly card: IdentityCard;
  readonly fingerprint: string;
  readonly devices: DeviceList;
  readonly turn: InTurn;
}

/**
 * The people whom this person meets: contacts, and others in conversations. The first identity that is seen of somebody
 * is pinned, in the book that all devices of this person share; another one later is a changed identity, with which
 * nothing is done until the person accepts it.
 */
export class People {
  readonly #request: PeopleRequest;
  readonly #book: ContactBook;
  readonly #met = new Map<string, Met>();
  readonly #gone = new Set<string>();
  readonly #changes: Signal<number> = signal(0);

  constructor(request: PeopleRequest, book: ContactBook) {
    this.#request = request;
    this.#book = book;
  }

  /** Changes with everything that is found out about anybody, so that what is derived from it is derived again. */
  get changes(): ReadonlySignal<number> {
    return this.#changes;
  }

  /**
   * Looks at people's cards, and pins nobody.
   *
   * @throws ProtocolError `unexpected-answer` for a card that is not signed by its own identity.
   */
  async look(cards: readonly CardOnTheWire[]): Promise<void> {
    const met = await Promise.all(cards.map((card) => this.#open(card)));
    for (const one of met) {
      const before = this.#met.get(one.card.accountId);
      if (before?.fingerprint !== one.fingerprint) this.#met.set(one.card.accountId, one);
    }
    this.#changed();
  }

  /** Looks at people's cards; those who were never met before are pinned. */
  async meet(cards: readonly CardOnTheWire[]): Promise<void> {
    await this.look(cards);
    await this.pin(cards.map(({ accountId }) => accountId));
  }

  /**
   * Pins those of these people who are not pinned yet.
   *
   * @param fingerprints Those that came with a personal link, by account: whom they fit is verified.
   */
  async pin(
    accountIds: readonly string[],
    fingerprints: ReadonlyMap<string, string> = new Map(),
  ): Promise<void> {
    await this.#book.update((book) => {
      const pinned = accountIds.flatMap((accountId): [string, KnownPerson][] => {
        const met = this.#met.get(accountId);
        const known = book.people[accountId];
        if (met === undefined) return [];
        const isVerified = fingerprints.get(accountId) === met.fingerprint;
        const { fingerprint } = met;
        if (known === undefined) {
          return [
            [accountId, { handle: met.card.handle, fingerprint, isVerified, devices: nothingFollowed }],
          ];
        }
        const isLater = isVerified && !known.isVerified && known.fingerprint === fingerprint;
        return isLater ? [[accountId, { ...known, isVerified }]] : [];
      });
      return pinned.length === 0
        ? book
        : { ...book, people: { ...book.people, ...Object.fromEntries(pinned) } };
    });
    this.#changed();
  }

  /** Asks for the cards of people whom this person has met already. */
  async meetAgain(accountIds: readonly string[]): Promise<void> {
    const { people, gone } = await this.#request('readPeople', { accountIds: [...accountIds] });
    for (const accountId of gone) this.#gone.add(accountId);
    await this.meet(people.filter(({ accountId }) => accountIds.includes(accountId)));
  }

  /** Meets those of these people who have not been met. Some of them may be gone for good. */
  async meetAll(accountIds: readonly string[]): Promise<void> {
    const strangers = accountIds.filter((accountId) => !this.#met.has(accountId));
    if (strangers.length === 0) return;
    await this.meetAgain(strangers);
  }

  /** Somebody as one sees them; whoever was never met has neither name nor keys. */
  person(accountId: string): Person {
    const known = this.#book.content.value.people[accountId];
    const met = this.#met.get(accountId);
    const handle = known?.handle ?? met?.card.handle ?? '';
    const isChanged = known !== undefined && met !== undefined && met.fingerprint !== known.fingerprint;
    return {
      accountId,
      handle,
      displayName: known?.displayName ?? handle,
      trust: isChanged ? 'changed' : known?.isVerified === true ? 'verified' : 'pinned',
    };
  }

  /** Whether somebody's account is deleted, as the server says: what they have signed stays theirs. */
  isGone(accountId: string): boolean {
    return this.#gone.has(accountId);
  }

  /** The card that is trusted; nothing for a changed identity, or for whoever was not met. */
  card(accountId: string): IdentityCard | undefined {
    return this.#trusted(accountId)?.card;
  }

  /** What a personal link would have to say of somebody as the server shows them. */
  fingerprint(accountId: string): string | undefined {
    return this.#met.get(accountId)?.fingerprint;
  }

  /** The card that the server shows, trusted or not: for what is to be compared. */
  shownCard(accountId: string): IdentityCard | undefined {
    return this.#met.get(accountId)?.card;
  }

  /** The devices of somebody who is trusted, as far as they were followed. */
  devices(accountId: string): DeviceList | undefined {
    return this.#trusted(accountId)?.devices;
  }

  /**
   * Follows people's device lists to these lengths at least. Of those with a changed identity none is followed.
   *
   * @throws ProtocolError `unexpected-answer` where it is not the list that was followed before, or is shorter.
   */
  async followDevices(lengths: Iterable<readonly [accountId: string, length: number]>): Promise<void> {
    await Promise.all([...lengths].map(([accountId, length]) => this.#followOne(accountId, length)));
    await this.#book.update((book) => {
      const longer = Object.entries(book.people).flatMap(([accountId, known]): [string, KnownPerson][] => {
        const head = this.#trusted(accountId)?.devices.head;
        if (head === undefined || head.length <= known.devices.length) return [];
        return [[accountId, { ...known, devices: { length: head.length, hash: toBase64Url(head.hash) } }]];
      });
      return longer.length === 0
        ? book
        : { ...book, people: { ...book.people, ...Object.fromEntries(longer) } };
    });
    this.#changed();
  }

  /** Follows people's device lists as far as the server has them. */
  async catchUpDevices(accountIds: Iterable<string>): Promise<void> {
    await this.followDevices([...accountIds].map((id) => [id, Number.POSITIVE_INFINITY] as const));
  }

  async setVerified(accountId: string, isVerified: boolean): Promise<void> {
    await this.#note(accountId, { isVerified });
    this.#changed();
  }

  /** Takes an identity that has changed for the one that is trusted. Nobody has verified it. */
  async acceptChanged(accountId: string): Promise<void> {
    const met = this.#met.get(accountId);
    if (met === undefined) throw new ProtocolError('not-found');
    const { fingerprint, card } = met;
    await this.#note(accountId, {
      fingerprint,
      handle: card.handle,
      isVerified: false,
      devices: nothingFollowed,
    });
    this.#changed();
  }

  /** Notes what somebody calls themselves, unless they have said something else since. */
  async introduced(
    accountId: string,
    { displayName, at }: { displayName: string; at: number },
  ): Promise<void> {
    const known = this.#book.content.peek().people[accountId];
    if (known === undefined || (known.introducedAt ?? -1) >= at) return;
    await this.#note(accountId, { displayName, introducedAt: at });
    this.#changed();
  }

  #trusted(accountId: string): Met | undefined {
    const met = this.#met.get(accountId);
    const known = this.#book.content.peek().people[accountId];
    return met !== undefined && met.fingerprint === known?.fingerprint ? met : undefined;
  }

  async #open(onTheWire: CardOnTheWire): Promise<Met> {
    const card = await believing(() => openCard(onTheWire));
    return {
      card,
      fingerprint: await fingerprintOf(card),
      devices: new DeviceList(card),
      turn: new InTurn(),
    };
  }

  async #followOne(accountId: string, length: number): Promise<void> {
    const met = this.#trusted(accountId);
    await met?.turn.do(async () => {
      const known = this.#book.content.peek().people[accountId]?.devices ?? nothingFollowed;
      const wanted = Math.max(length, known.length);
      await believing(() => this.#follow(accountId, met.devices, wanted, known));
    });
  }

  /** @param length May be infinite: as far as there is something. */
  async #follow(
    accountId: string,
    devices: DeviceList,
    length: number,
    known: KnownPerson['devices'],
  ): Promise<void> {
    for (let wanted = length; devices.head.length < wanted; ) {
      const from = devices.head.length;
      const answer = await this.#request('readDevices', undefined, { accountId, from: String(from) });
      if (wanted === Number.POSITIVE_INFINITY) wanted = Math.max(answer.length, known.length);
      if (answer.entries.length === 0 && from < wanted) throw new IdentityRefusal('broken-chain');
      for (const entry of answer.entries) {
        await devices.append(fromBase64Url(entry) ?? new Uint8Array());
        const { head } = devices;
        const isKnown = head.length === known.length;
        if (isKnown && !equal(head.hash, fromBase64Url(known.hash) ?? new Uint8Array())) {
          throw new IdentityRefusal('broken-chain');
        }
      }
    }
  }

  async #note(accountId: string, change: Partial<KnownPerson>): Promise<void> {
    await this.#book.update((book) => {
      const known = book.people[accountId];
      if (known === undefined) return book;
      const isSame = Object.entries(change).every(
        ([name, value]) => JSON.stringify(known[name as keyof KnownPerson]) === JSON.stringify(value),
      );
      return isSame ? book : { ...book, people: { ...book.people, [accountId]: { ...known, ...change } } };
    });
  }

  #changed(): void {
    this.#changes.value += 1;
  }
}

/** The server has no right to hand out what people have not signed. */
async function believing<T>(open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    if (cause instanceof IdentityRefusal) throw new ProtocolError('unexpected-answer', undefined, { cause });
    throw cause;
  }
}

import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { fromBase64Url, toBase64Url } from '../../../e2ee/bytes.ts';
import type { Identity } from '../../../e2ee/identity/identity.ts';
import { IdentityRefusal } from '../../../e2ee/identity/identity-refusal.ts';
import { openIntroduction, sealIntroduction } from '../../../e2ee/identity/introduction.ts';
import { parseHandle } from '../../../protocol/accounts.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { Presence } from '../../../protocol/live-events.ts';
import type { ListedContact } from '../../../protocol/people.ts';
import type { Contact, ContactState, FoundPerson } from '../api.ts';
import { InTurn } from '../in-turn.ts';
import type { PeopleRequest } from '../messenger-requests.ts';
import type { People } from './people.ts';
import { parsePersonalLink } from './personal-link.ts';

export interface ContactsOptions {
  readonly request: PeopleRequest;
  readonly people: People;
  readonly me: { readonly accountId: string; readonly identity: Identity };
  /** As this person calls themselves now. */
  readonly displayName: () => string;
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}

/** A person's contacts, and who asks to become one. */
export class Contacts {
  readonly #options: ContactsOptions;
  readonly #listed: Signal<ReadonlyMap<string, ListedContact>> = signal(new Map());
  readonly #presence: Signal<ReadonlyMap<string, Presence>> = signal(new Map());
  readonly #turn = new InTurn();
  /** The fingerprints of links by which people were found, by account. */
  readonly #linked = new Map<string, string>();

  constructor(options: ContactsOptions) {
    this.#options = options;
  }

  /** By display name. */
  readonly all: ReadonlySignal<readonly Contact[]> = computed(() => {
    const { people } = this.#options;
    people.changes.value;
    return [...this.#listed.value.values()]
      .map(({ person: { accountId }, state }) => ({
        ...people.person(accountId),
        state,
        presence: this.#presence.value.get(accountId) ?? ('offline' as const),
      }))
      .sort((a, b) => a.displayName.localeCompare(b.displayName) || a.handle.localeCompare(b.handle));
  });

  state(accountId: string): ContactState {
    return this.#listed.value.get(accountId)?.state ?? 'none';
  }

  presence(accountId: string): Presence {
    return this.#presence.value.get(accountId) ?? 'offline';
  }

  /** Reads the list anew: at the start, after a cut, and whenever it has changed. */
  refresh(): Promise<void> {
    return this.#turn.do(async () => {
      const { request, people } = this.#options;
      const { contacts } = await request('listContacts');
      await people.meet(contacts.map(({ person }) => person));
      await people.followDevices(
        contacts.map(({ person, deviceListLength }) => [person.accountId, deviceListLength] as const),
      );
      for (const contact of contacts) await this.#hearIntroduction(contact);
      this.#listed.value = new Map(contacts.map((contact) => [contact.person.accountId, contact]));
    });
  }

  /** Takes who is there just now, in place of all that was known. */
  setPresent(present: readonly { readonly accountId: string; readonly presence: Presence }[]): void {
    this.#presence.value = new Map(present.map(({ accountId, presence }) => [accountId, presence]));
  }

  notePresence(accountId: string, presence: Presence): void {
    this.#presence.value = new Map([...this.#presence.peek(), [accountId, presence]]);
  }

  /** @throws ProtocolError `not-found`; `identity-mismatch` where the server shows other keys than the link stands for. */
  async find(typed: string): Promise<FoundPerson> {
    const { request, people, me } = this.#options;
    const link = parsePersonalLink(typed);
    const handle = link?.handle ?? parseHandle(typed.trim().replace(/^@/, ''));
    if (handle === undefined) throw new ProtocolError('not-found');
    const { person } = await request('findPerson', undefined, { handle });
    const { accountId } = person;
    await people.look([person]);
    if (person.handle !== handle) throw new ProtocolError('unexpected-answer');
    if (link?.fingerprint !== undefined) {
      if (link.fingerprint !== people.fingerprint(accountId)) throw new ProtocolError('identity-mismatch');
      this.#linked.set(accountId, link.fingerprint);
    }
    return { ...people.person(accountId), state: this.state(accountId), isMe: accountId === me.accountId };
  }

  /**
   * @throws ProtocolError `conflict` for somebody whose keys have changed, until that is accepted; `identity-mismatch`
   * where the server has shown other keys since than the link stands for by which they were found.
   */
  async ask(accountId: string): Promise<void> {
    const { request, people } = this.#options;
    const linked = this.#linked.get(accountId);
    if (linked !== undefined && linked !== people.fingerprint(accountId)) {
      throw new ProtocolError('identity-mismatch');
    }
    await people.pin([accountId], this.#linked);
    const introduction = await this.#introduce(accountId);
    await request('askContact', { introduction }, { accountId });
    await this.refresh();
  }

  async ignore(accountId: string): Promise<void> {
    await this.#options.request('ignoreContact', undefined, { accountId });
    await this.refresh();
  }

  async block(accountId: string): Promise<void> {
    await this.#options.request('blockContact', undefined, { accountId });
    await this.refresh();
  }

  async remove(accountId: string): Promise<void> {
    await this.#options.request('removeContact', undefined, { accountId });
    await this.refresh();
  }

  /** Tells every contact what this person calls themselves now. Those with changed keys are left out. */
  async introduceAnew(): Promise<void> {
    const { request, people } = this.#options;
    const accepted = [...this.#listed.peek().values()].filter(({ state }) => state === 'accepted');
    for (const { person } of accepted) {
      const { accountId } = person;
      if (people.card(accountId) === undefined) continue;
      await request('askContact', { introduction: await this.#introduce(accountId) }, { accountId });
    }
  }

  async #introduce(accountId: string): Promise<string> {
    const { people, me, displayName, now } = this.#options;
    const card = people.card(accountId);
    if (card === undefined) throw new ProtocolError('conflict');
    return toBase64Url(await sealIntroduction({ displayName: displayName(), at: now() }, me, card));
  }

  /** One that does not open is left out: the person keeps the name that they had. */
  async #hearIntroduction({ person: { accountId }, introduction }: ListedContact): Promise<void> {
    const { people, me } = this.#options;
    const bytes = introduction === undefined ? undefined : fromBase64Url(introduction);
    const card = people.card(accountId);
    if (bytes === undefined || card === undefined) return;
    try {
      await people.introduced(accountId, await openIntroduction(bytes, card, me));
    } catch (error) {
      if (!(error instanceof IdentityRefusal)) throw error;
    }
  }
}

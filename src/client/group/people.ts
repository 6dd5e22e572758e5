import { type ReadonlySignal, signal } from '@preact/signals-core';
import { equal, fromBase64Url, toBase64Url } from '../../e2ee/bytes.ts';
import type { Member } from '../../e2ee/group/member.ts';
import type { PeerInfo } from '../../protocol/room-state.ts';
import type { CallMember, IdentityStore } from '../api.ts';
import type { Named } from '../participants/remote-participant.ts';

interface Person {
  readonly member: Member;
  /** What this member said last; at first what its credential says. */
  displayName: string;
  trust: CallMember['trust'];
  isConfirmed: boolean;
}

export interface PeopleOptions {
  readonly roomId: string;
  readonly identity: IdentityStore;
  /** A member has another key than this device knows of them. */
  readonly identityChanged: (memberId: string, displayName: string) => void;
}

/** The members of the group as people: what they are called, and how far this person trusts them. */
export class People {
  readonly #options: PeopleOptions;
  readonly #members = signal<readonly CallMember[]>([]);
  /** By participant. */
  #people = new Map<string, Person>();
  #myId: string | undefined;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** This person first, then the others by leaf. */
  get members(): ReadonlySignal<readonly CallMember[]> {
    return this.#members;
  }

  /** Those of the room who are members, under the names that they give themselves. Follows every change of them. */
  among(peers: readonly Pick<PeerInfo, 'id' | 'role'>[]): Named[] {
    const names = new Map(this.#members.value.map(({ id, displayName }) => [id, displayName]));
    return peers.flatMap(({ id, role }) => {
      const displayName = names.get(id);
      return displayName === undefined ? [] : [{ id, role, displayName }];
    });
  }

  /** Takes the members of a new epoch. Resolves once what this device knows of the new ones has been looked up. */
  async become(members: readonly Member[], myId: string): Promise<void> {
    this.#myId = myId;
    const before = this.#people;
    this.#people = new Map();
    for (const member of members) {
      const known = before.get(member.peerId);
      const isSame = known !== undefined && equal(known.member.publicKey, member.publicKey);
      const person: Person = isSame
        ? { ...known, member }
        : { member, displayName: member.displayName, trust: 'guest', isConfirmed: true };
      this.#people.set(member.peerId, person);
      if (!isSame && member.peerId !== myId) await this.#recognise(person);
    }
    this.#show();
  }

  /** A member says what it is called from now on. */
  rename({ peerId, publicKey }: Member, displayName: string): void {
    const person = this.#people.get(peerId);
    if (person === undefined || !equal(person.member.publicKey, publicKey)) return;
    person.displayName = displayName;
    this.#show();
  }

  /** Whether a member gives its word for what is shown in its name. */
  confirm(memberId: string, isConfirmed: boolean): void {
    const person = this.#people.get(memberId);
    if (person === undefined) return;
    person.isConfirmed = isConfirmed;
    this.#show();
  }

  nameOf(memberId: string): string | undefined {
    return this.#people.get(memberId)?.displayName;
  }

  async setVerified(memberId: string, verified: boolean): Promise<void> {
    await this.#remember(memberId, verified);
  }

  /** A key that is another one than before becomes the one that is known. */
  async acceptChange(memberId: string): Promise<void> {
    if (this.#people.get(memberId)?.trust === 'changed') await this.#remember(memberId, false);
  }

  clear(): void {
    this.#people = new Map();
    this.#show();
  }

  async #remember(memberId: string, verified: boolean): Promise<void> {
    const person = this.#people.get(memberId);
    if (person === undefined || memberId === this.#myId) return;
    person.trust = verified ? 'verified' : 'guest';
    this.#show();
    const { roomId, identity } = this.#options;
    const { displayName, member } = person;
    await identity.remember(roomId, memberId, {
      publicKey: toBase64Url(member.publicKey),
      displayName,
      verified,
    });
  }

  async #recognise(person: Person): Promise<void> {
    const { identity, identityChanged, roomId } = this.#options;
    const { member, displayName } = person;
    const known = await identity.known(roomId, member.peerId);
    const publicKey = known && fromBase64Url(known.publicKey);
    if (known === undefined || publicKey === undefined) {
      await identity.remember(roomId, member.peerId, {
        publicKey: toBase64Url(member.publicKey),
        displayName,
        verified: false,
      });
    } else if (equal(publicKey, member.publicKey)) person.trust = known.verified ? 'verified' : 'guest';
    else {
      person.trust = 'changed';
      identityChanged(member.peerId, displayName);
    }
  }

  #show(): void {
    const people = [...this.#people.values()];
    const mine = people.filter(({ member }) => member.peerId === this.#myId);
    const others = people.filter(({ member }) => member.peerId !== this.#myId);
    this.#members.value = [...mine, ...others].map(({ member, displayName, trust, isConfirmed }) => ({
      id: member.peerId,
      displayName,
      isMe: member.peerId === this.#myId,
      trust,
      isConfirmed,
    }));
  }
}

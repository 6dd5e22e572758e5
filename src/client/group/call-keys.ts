import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import { equal, toBase64Url } from '../../e2ee/bytes.ts';
import type { CallGroup } from '../../e2ee/group/call-group.ts';
import {
  createInvitationSecret,
  encodeInvitationSecret,
  type Invitation,
  openInvitation,
  parseInvitationSecret,
} from '../../e2ee/group/invitation.ts';
import { sealName } from '../../e2ee/group/sealed-metadata.ts';
import { verificationCode } from '../../e2ee/group/verification-code.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type {
  CallEncryption,
  CallMember,
  EncryptionAlarm,
  EncryptionOptions,
  EncryptionState,
} from '../api.ts';
import { People } from './people.ts';

/** How long a new invitation may take to reach everyone before that counts as failed; milliseconds. */
const renewalPatience = 10_000;

/** Tells those inside that there is a new invitation; each session of a call brings its own. */
export type Renew = (secret: Uint8Array<ArrayBuffer>) => void;

interface Renewal {
  readonly secret: Uint8Array;
  readonly done: () => void;
}

/** The keys of a call as a person sees them, through every session of it. */
export class CallKeys implements CallEncryption {
  readonly #roomId: string;
  readonly #state = signal<EncryptionState>({ kind: 'entering', since: Date.now() });
  readonly #code = signal<string | undefined>(undefined);
  readonly #alarms = signal<readonly EncryptionAlarm[]>([]);
  readonly #invitationText: ReturnType<typeof signal<string>>;
  #invitation: Promise<Invitation>;
  #renew: Renew | undefined;
  #renewals: readonly Renewal[] = [];
  readonly people: People;

  /** @throws ProtocolError `bad-request` where the invitation is none. */
  constructor(roomId: string, { identity, invitation }: EncryptionOptions) {
    const secret = parseInvitationSecret(invitation);
    if (secret === undefined) throw new ProtocolError('bad-request', 'This is no invitation.');
    this.#roomId = roomId;
    this.#invitationText = signal(invitation);
    this.#invitation = openInvitation(secret, roomId);
    this.people = new People({
      roomId,
      identity,
      identityChanged: (memberId, displayName) =>
        this.raise({ kind: 'identity-changed', memberId, displayName }),
    });
  }

  get state(): ReadonlySignal<EncryptionState> {
    return this.#state;
  }

  get members(): ReadonlySignal<readonly CallMember[]> {
    return this.people.members;
  }

  get verificationCode(): ReadonlySignal<string | undefined> {
    return this.#code;
  }

  get invitation(): ReadonlySignal<string> {
    return this.#invitationText as ReadonlySignal<string>;
  }

  get alarms(): ReadonlySignal<readonly EncryptionAlarm[]> {
    return this.#alarms;
  }

  /** The one that lets people in now. */
  currentInvitation(): Promise<Invitation> {
    return this.#invitation;
  }

  async sealedName(displayName: string): Promise<string> {
    return toBase64Url(await sealName(await this.#invitation, displayName));
  }

  async renewInvitation(): Promise<void> {
    const renew = this.#renew;
    if (renew === undefined) throw new ProtocolError('not-joined');
    const secret = createInvitationSecret();
    await new Promise<void>((resolve, reject) => {
      const settle = (act: () => void) => () => {
        clearTimeout(timer);
        this.#renewals = this.#renewals.filter((other) => other !== renewal);
        act();
      };
      const late = () => reject(new ProtocolError('unreachable', 'The new link did not reach everyone.'));
      const renewal: Renewal = { secret, done: settle(resolve) };
      const timer = setTimeout(settle(late), renewalPatience);
      this.#renewals = [...this.#renewals, renewal];
      renew(secret);
    });
  }

  setVerified(memberId: string, verified: boolean): Promise<void> {
    if (verified) this.#drop((alarm) => alarm.kind === 'identity-changed' && alarm.memberId === memberId);
    return this.people.setVerified(memberId, verified);
  }

  dismissAlarm(alarm: EncryptionAlarm): void {
    this.#drop((other) => other === alarm);
    // It was seen: the key is the one that is known from now on.
    if (alarm.kind === 'identity-changed') void this.people.acceptChange(alarm.memberId);
  }

  /** The same alarm twice is one. */
  raise(alarm: EncryptionAlarm): void {
    const same = (other: EncryptionAlarm) => JSON.stringify(other) === JSON.stringify(alarm);
    if (!this.#alarms.peek().some(same)) this.#alarms.value = [...this.#alarms.peek(), alarm];
  }

  /** A session begins at the door. */
  knock(renew: Renew): void {
    this.#renew = renew;
    batch(() => {
      this.#state.value = { kind: 'entering', since: Date.now() };
      this.#code.value = undefined;
      this.people.clear();
    });
  }

  /** The keys of the call are these from now on. */
  async enter(group: CallGroup, myId: string): Promise<void> {
    const [code] = await Promise.all([
      verificationCode(group.epochAuthenticator),
      this.people.become(group.members, myId),
    ]);
    batch(() => {
      this.#invitation = Promise.resolve(group.invitation);
      this.#invitationText.value = encodeInvitationSecret(group.invitation.secret);
      this.#code.value = code;
      this.#state.value = { kind: 'encrypted' };
    });
    for (const { secret, done } of this.#renewals) if (equal(secret, group.invitation.secret)) done();
  }

  /** The call is over: nobody is inside any more. */
  leave(): void {
    this.#renew = undefined;
    this.people.clear();
    this.#code.value = undefined;
    for (const { done } of this.#renewals) done();
  }

  get roomId(): string {
    return this.#roomId;
  }

  #drop(isDone: (alarm: EncryptionAlarm) => boolean): void {
    this.#alarms.value = this.#alarms.peek().filter((alarm) => !isDone(alarm));
  }
}

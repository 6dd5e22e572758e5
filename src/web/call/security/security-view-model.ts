import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { CallEncryption, CallMember } from '../../../client/api.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import { type AlarmGroup, groupAlarms } from './alarm-groups.ts';
import { type LockState, lockState } from './lock-state.ts';

/** `unconfirmed` stands above all else: what is shown in somebody's name may not be theirs. */
export type Trust = CallMember['trust'] | 'unconfirmed';

export function trustIn({ isConfirmed, trust }: CallMember): Trust {
  return isConfirmed ? trust : 'unconfirmed';
}

/** A renewal of the link, from the moderator's wish to its end. */
export type Renewal = 'none' | 'under-way' | 'done' | 'failed';

/** Milliseconds after which waiting for keys is to be explained. */
const patience = 8000;

/** What a call's page shows and does about encryption; `encryption` is undefined in a room without. */
export class SecurityViewModel {
  readonly encryption: CallEncryption | undefined;
  readonly lock: ReadonlySignal<LockState>;
  readonly alarms: ReadonlySignal<readonly AlarmGroup[]>;
  /** Where everyone with keys stands, by id; undefined in a room without encryption. */
  readonly trust: ReadonlySignal<ReadonlyMap<string, Trust> | undefined>;
  readonly renewal: ReadonlySignal<Renewal>;
  /** This browser did not keep who was verified: it holds for this call at most. */
  readonly forgets: ReadonlySignal<boolean>;
  readonly #renewal: Signal<Renewal> = signal('none');
  readonly #forgets = signal(false);
  readonly #takesLong = signal(false);
  readonly #now: () => number;
  readonly #stops: (() => void)[] = [];

  /** @param options.onNewcomers Called with those who have got the keys since the last change, but for the first. */
  constructor(
    encryption: CallEncryption | undefined,
    options: { now: () => number; onNewcomers: (newcomers: readonly CallMember[]) => void },
  ) {
    this.encryption = encryption;
    this.#now = options.now;
    this.renewal = this.#renewal;
    this.forgets = this.#forgets;
    this.alarms = computed(() => groupAlarms(encryption?.alarms.value ?? []));
    this.trust = computed(() =>
      encryption === undefined
        ? undefined
        : new Map(encryption.members.value.map((member) => [member.id, trustIn(member)])),
    );
    this.lock = computed(() =>
      lockState(
        encryption === undefined
          ? undefined
          : {
              state: encryption.state.value,
              members: encryption.members.value,
              alarms: encryption.alarms.value,
              takesLong: this.#takesLong.value,
            },
      ),
    );
    if (encryption === undefined) return;
    this.#stops.push(
      this.#watchPatience(encryption),
      watchNewcomers(encryption.members, options.onNewcomers),
    );
  }

  /** Marks somebody as verified, or takes that back. A changed key is then accounted for. */
  async setVerified(memberId: string, verified: boolean): Promise<void> {
    const { encryption } = this;
    if (encryption === undefined) return;
    try {
      await encryption.setVerified(memberId, verified);
      this.#forgets.value = false;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      this.#forgets.value = true;
      return;
    }
    if (!verified) return;
    for (const alarm of encryption.alarms.value) {
      if (alarm.kind === 'identity-changed' && alarm.memberId === memberId) encryption.dismissAlarm(alarm);
    }
  }

  /** The code was the same for all who are here now. */
  async verifyEveryone(): Promise<void> {
    const members = this.encryption?.members.value ?? [];
    const unverified = members.filter(({ isMe, trust }) => !isMe && trust !== 'verified');
    await Promise.all(unverified.map(({ id }) => this.setVerified(id, true)));
  }

  dismiss({ alarms }: AlarmGroup): void {
    for (const alarm of alarms) this.encryption?.dismissAlarm(alarm);
  }

  /** Makes the old link useless for newcomers. How it goes is told by `renewal`. */
  async renewLink(): Promise<void> {
    if (this.encryption === undefined || this.#renewal.value === 'under-way') return;
    this.#renewal.value = 'under-way';
    try {
      await this.encryption.renewInvitation();
      this.#renewal.value = 'done';
    } catch (error) {
      this.#renewal.value = 'failed';
      if (!(error instanceof ProtocolError)) throw error;
    }
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #watchPatience({ state }: CallEncryption): () => void {
    return effect(() => {
      this.#takesLong.value = false;
      if (state.value.kind !== 'entering') return;
      const left = Math.max(0, state.value.since + patience - this.#now());
      const timer = setTimeout(() => {
        this.#takesLong.value = true;
      }, left);
      return () => clearTimeout(timer);
    });
  }
}

/** Those who were inside before are not new; whoever comes again after having gone is. */
function watchNewcomers(
  members: ReadonlySignal<readonly CallMember[]>,
  onNewcomers: (newcomers: readonly CallMember[]) => void,
): () => void {
  let known: ReadonlySet<string> | undefined;
  return members.subscribe((present) => {
    const before = known;
    known = present.length === 0 ? undefined : new Set(present.map(({ id }) => id));
    if (before === undefined) return;
    const newcomers = present.filter(({ id, isMe }) => !isMe && !before.has(id));
    if (newcomers.length > 0) onNewcomers(newcomers);
  });
}

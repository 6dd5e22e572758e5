import { type Bytes, toBase64Url } from '../bytes.ts';
import type { ReceivedEntry } from './membership-entry.ts';
import type { MembershipState } from './membership-state.ts';

/** A span of a conversation with one key. */
export interface Epoch {
  readonly conversationId: string;
  /** From 1. */
  readonly number: number;
  /** Place and hash of the entry that began it. */
  readonly startIndex: number;
  readonly startHash: Bytes;
  /** To the key, 32 bytes. */
  readonly commitment: Bytes;
  /** Whether its members hand the key of the epoch before on to newcomers. */
  readonly linksBack: boolean;
}

/** The log as it was when some entry was its last one. */
export interface Head {
  readonly index: number;
  readonly epoch: number;
  readonly rotationDue: boolean;
}

/** From an index on; `until` is the index of the entry by which it ended. */
interface Tenure {
  readonly from: number;
  readonly until: number;
}

interface NotedDevices {
  readonly index: number;
  readonly count: number;
}

/** What was so at each place of a log, for messages that were written there. */
export class MembershipHistory {
  readonly #heads = new Map<string, Head>();
  readonly #epochs: Epoch[] = [];
  readonly #tenures = new Map<string, readonly Tenure[]>();
  readonly #devices = new Map<string, readonly NotedDevices[]>();

  copy(): MembershipHistory {
    const copy = new MembershipHistory();
    for (const [hash, head] of this.#heads) copy.#heads.set(hash, head);
    copy.#epochs.push(...this.#epochs);
    for (const [accountId, tenures] of this.#tenures) copy.#tenures.set(accountId, tenures);
    for (const [accountId, noted] of this.#devices) copy.#devices.set(accountId, noted);
    return copy;
  }

  /** Takes an entry that was verified, with the state before and after it. */
  note(entry: ReceivedEntry, before: MembershipState | undefined, after: MembershipState): void {
    const { index, hash, author, authorDevices, change, conversationId } = entry;
    const { epoch, rotationDue } = after;
    this.#heads.set(toBase64Url(hash), { index, epoch, rotationDue });
    if ('commitment' in change) {
      const linksBack = after.historyFrom !== undefined && after.historyFrom < epoch;
      const { commitment } = change;
      this.#epochs.push({
        conversationId,
        number: epoch,
        startIndex: index,
        startHash: hash,
        commitment,
        linksBack,
      });
    }
    this.#noteTenures(index, before, after);
    if (this.devicesNoted(author, index) < authorDevices) {
      this.#devices.set(author, [...(this.#devices.get(author) ?? []), { index, count: authorDevices }]);
    }
  }

  headAt(hash: Bytes): Head | undefined {
    return this.#heads.get(toBase64Url(hash));
  }

  epoch(number: number): Epoch | undefined {
    return this.#epochs[number - 1];
  }

  /** Whether somebody is a member behind the entry at this index. */
  wasMember(accountId: string, index: number): boolean {
    return this.#tenures.get(accountId)?.some(({ from, until }) => from <= index && index < until) ?? false;
  }

  /** How many entries of this account's device list its members' entries name, up to this index; 0 for none. */
  devicesNoted(accountId: string, index: number): number {
    return this.#devices.get(accountId)?.findLast((noted) => noted.index <= index)?.count ?? 0;
  }

  #noteTenures(index: number, before: MembershipState | undefined, after: MembershipState): void {
    if (before?.members === after.members) return;
    for (const accountId of after.members.keys()) {
      if (before?.members.has(accountId)) continue;
      const earlier = this.#tenures.get(accountId) ?? [];
      this.#tenures.set(accountId, [...earlier, { from: index, until: Number.POSITIVE_INFINITY }]);
    }
    for (const accountId of before?.members.keys() ?? []) {
      if (after.members.has(accountId)) continue;
      const tenures = this.#tenures.get(accountId) ?? [];
      this.#tenures.set(
        accountId,
        tenures.map(({ from, until }) => ({ from, until: Math.min(until, index) })),
      );
    }
  }
}

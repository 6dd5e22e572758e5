import { type Bytes, equal } from '../bytes.ts';
import { noHash } from './layout.ts';
import type { MessageHead } from './message.ts';

/** A message's place among those of its device. */
export type ChainLink = Pick<MessageHead, 'counter' | 'previousHash'> & { readonly hash: Bytes };

/**
 * What a message is among those of its device:
 * - `next`: it follows the last one.
 * - `earlier`: it fits before or between those that are known, as when history is read backwards.
 * - `gap`: some between it and the last one are not known; they may still come.
 * - `replayed`: it is known already.
 * - `fork`: it contradicts what this device has said otherwise. It is not taken.
 */
export type ChainVerdict = 'next' | 'earlier' | 'gap' | 'replayed' | 'fork';

/** Messages that are not known, from one counter to another, both among them. */
export interface MissingMessages {
  readonly from: number;
  readonly to: number;
}

/**
 * Watches over the messages of one device in one conversation: each counts on and names the one before by its hash, so
 * that who carries them can leave out only the last ones unnoticed, and can neither repeat nor reorder them.
 */
export class AuthorChain {
  readonly #known = new Map<number, ChainLink>();
  #next = 0;

  /** What this device writes in its next message. */
  get next(): Pick<MessageHead, 'counter' | 'previousHash'> {
    return { counter: this.#next, previousHash: this.#known.get(this.#next - 1)?.hash ?? noHash };
  }

  /** Takes a message that was opened. */
  note({ counter, previousHash, hash }: ChainLink): ChainVerdict {
    const known = this.#known.get(counter);
    if (known) return equal(known.hash, hash) ? 'replayed' : 'fork';
    const before = counter === 0 ? noHash : this.#known.get(counter - 1)?.hash;
    const after = this.#known.get(counter + 1)?.previousHash;
    if ((before && !equal(before, previousHash)) || (after && !equal(after, hash))) return 'fork';
    this.#known.set(counter, { counter, previousHash, hash });
    if (counter < this.#next) return 'earlier';
    const verdict = counter === this.#next ? 'next' : 'gap';
    this.#next = counter + 1;
    return verdict;
  }

  /** Which messages before the last one are not known, lowest first. */
  get missing(): MissingMessages[] {
    const counters = [...this.#known.keys()].sort((a, b) => a - b);
    return counters.flatMap((counter, index) => {
      const from = (counters[index - 1] ?? -1) + 1;
      return from < counter ? [{ from, to: counter - 1 }] : [];
    });
  }
}

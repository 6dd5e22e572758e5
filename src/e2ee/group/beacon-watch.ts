import { equal } from '../bytes.ts';
import type { SentFrame } from './beacon.ts';

/** A sender that speaks of frames that were shown so long after one of which it says nothing did not send that one; milliseconds. */
export const beaconPatience = 2_000;
/** A sender that says nothing for so long, while frames of it are shown, is not confirmed; milliseconds. */
export const silencePatience = 5_000;
/** Nothing that a sender said is so long on its way: a session whose connection is cut is over by then; milliseconds. */
export const longestDelay = 35_000;

/** Media may be so much slower than words; milliseconds. */
export const latestMedia = 2_000;

interface Shown {
  readonly frame: SentFrame;
  readonly at: number;
}

/**
 * Watches one sender: every frame of it that was decoded must be one that its device signed for. A beacon may come
 * before or after the frames that it covers, and covers also what was lost on the way.
 *
 * A sender is judged by what it says, and not by when that arrives: words may be held up for long, by a connection or by
 * a page that is busy, while media goes on. Whoever's words are missing is not forged, only unconfirmed.
 *
 * Invariant: once `isForged` has been true it stays so. Whoever showed one false frame is not to be shown again
 * because true ones follow.
 */
export class BeaconWatch {
  readonly #shown = new Map<string, Shown>();
  readonly #covered = new Map<string, SentFrame & { readonly at: number }>();
  #forgivenAt = Number.NEGATIVE_INFINITY;
  /** By KID, the lowest counter of the first beacon that was heard since then. */
  readonly #heardFrom = new Map<number, number>();
  #isForged = false;

  /** Whether to stop showing this sender, and to say so. */
  get isForged(): boolean {
    return this.#isForged;
  }

  /** A frame was opened and given to the decoder. Time is in milliseconds of any clock that does not go back. */
  noteFrame(frame: SentFrame, now: number): void {
    if (this.#isForgiven({ frame, at: now })) return;
    const key = keyOf(frame);
    const covering = this.#covered.get(key);
    if (!covering) this.#shown.set(key, { frame, at: now });
    else if (!equal(covering.digest, frame.digest)) this.#isForged = true;
    else this.#judgeBefore(now - beaconPatience);
  }

  /** A beacon came that this sender's device has signed, as MLS says. It covers all that was sealed since the last one. */
  noteBeacon(frames: readonly SentFrame[], now: number): void {
    this.#hearFrom(frames);
    let latest = Number.NEGATIVE_INFINITY;
    for (const frame of frames) {
      const key = keyOf(frame);
      const shown = this.#shown.get(key);
      if (shown && !equal(shown.frame.digest, frame.digest)) this.#isForged = true;
      latest = Math.max(latest, shown?.at ?? latest);
      this.#shown.delete(key);
      const earlier = this.#covered.get(key);
      if (earlier && !equal(earlier.digest, frame.digest)) this.#isForged = true;
      this.#covered.set(key, { ...frame, at: now });
    }
    this.#judgeBefore(latest - beaconPatience);
    // A frame that comes later than this after its beacon has left every jitter buffer; its counter cannot be
    // used again.
    for (const [key, { at }] of this.#covered) if (now >= at + 5 * beaconPatience) this.#covered.delete(key);
  }

  /** The sender's device has said something else: it speaks, and could have spoken of its frames. */
  noteWord(now: number): void {
    this.#judgeBefore(now - longestDelay);
  }

  /** Whether frames were shown some time ago for which nobody has given a word, one way or the other. */
  isUnconfirmed(now: number): boolean {
    const [first] = this.#shown.values();
    return first !== undefined && now >= first.at + silencePatience;
  }

  /**
   * What the sender said could not be heard until now: what was shown meanwhile will never be covered. Nor will what
   * comes late and was sealed before the first frame of which it still speaks.
   */
  forgive(now: number): void {
    this.#shown.clear();
    this.#forgivenAt = now;
    this.#heardFrom.clear();
  }

  #hearFrom(frames: readonly SentFrame[]): void {
    for (const { kid, counter } of frames) {
      if (!this.#heardFrom.has(kid)) this.#heardFrom.set(kid, counter);
    }
    for (const [key, shown] of this.#shown) if (this.#isForgiven(shown)) this.#shown.delete(key);
  }

  #isForgiven({ frame, at }: Shown): boolean {
    const from = this.#heardFrom.get(frame.kid);
    return from !== undefined && frame.counter < from && at <= this.#forgivenAt + latestMedia;
  }

  /** What was shown until then, and is not covered, never will be. */
  #judgeBefore(time: number): void {
    for (const { at } of this.#shown.values()) if (at <= time) this.#isForged = true;
  }
}

function keyOf({ kid, counter }: SentFrame): string {
  return `${kid}/${counter}`;
}

import { equal } from '../bytes.ts';
import type { SentFrame } from './beacon.ts';

/** How long a frame that was shown may stay without its sender's word for it; milliseconds. */
export const beaconPatience = 2_000;

interface Shown {
  readonly frame: SentFrame;
  readonly at: number;
}

/**
 * Watches one sender: every frame of it that was decoded must be one that its device signed for. A beacon may come
 * before or after the frames that it covers, and covers also what was lost on the way.
 *
 * Invariant: once `isForged` has been true it stays so. Whoever showed one false frame is not to be shown again
 * because true ones follow.
 */
export class BeaconWatch {
  readonly #shown = new Map<string, Shown>();
  readonly #covered = new Map<string, SentFrame & { readonly at: number }>();
  #isForged = false;

  /** A frame was opened and given to the decoder. Time is in milliseconds of any clock that does not go back. */
  noteFrame(frame: SentFrame, now: number): void {
    const key = keyOf(frame);
    const covering = this.#covered.get(key);
    if (!covering) this.#shown.set(key, { frame, at: now });
    else if (!equal(covering.digest, frame.digest)) this.#isForged = true;
  }

  /** A beacon came that this sender's device has signed: MLS names it, and it must be the leaf in the KIDs. */
  noteBeacon(frames: readonly SentFrame[], now: number): void {
    for (const frame of frames) {
      const key = keyOf(frame);
      const shown = this.#shown.get(key);
      if (shown && !equal(shown.frame.digest, frame.digest)) this.#isForged = true;
      this.#shown.delete(key);
      const earlier = this.#covered.get(key);
      if (earlier && !equal(earlier.digest, frame.digest)) this.#isForged = true;
      this.#covered.set(key, { ...frame, at: now });
    }
  }

  /** Whether to stop showing this sender, and to say so. */
  isForged(now: number): boolean {
    for (const { at } of this.#shown.values()) if (now >= at + beaconPatience) this.#isForged = true;
    // A frame that comes later than this after its beacon has left every jitter buffer; its counter cannot be
    // used again.
    for (const [key, { at }] of this.#covered) if (now >= at + 5 * beaconPatience) this.#covered.delete(key);
    return this.#isForged;
  }

  /** When to ask again, where nothing else happens. */
  nextDeadline(): number | undefined {
    const times = [...this.#shown.values()].map(({ at }) => at + beaconPatience);
    return times.length > 0 ? Math.min(...times) : undefined;
  }
}

function keyOf({ kid, counter }: SentFrame): string {
  return `${kid}/${counter}`;
}

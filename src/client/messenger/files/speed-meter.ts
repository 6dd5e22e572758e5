import type { FileProgress } from '../api.ts';

/** Milliseconds over which a speed is taken. */
const span = 10_000;

/** How fast something moves, of late. */
export class SpeedMeter {
  #marks: { readonly at: number; readonly done: number }[] = [];

  /** @param done Bytes, altogether. @param at Milliseconds. */
  note(done: number, at: number): void {
    this.#marks = [...this.#marks.filter((mark) => mark.at > at - span), { at, done }];
  }

  /** Bytes a second; nothing where that is not known yet. */
  get speed(): number | undefined {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < 500) return undefined;
    return ((last.done - first.done) * 1000) / (last.at - first.at);
  }

  /** @param size Bytes of the whole. */
  progress(done: number, size: number): FileProgress {
    const { speed } = this;
    const isKnown = speed !== undefined && speed > 0;
    return {
      done,
      size,
      bytesPerSecond: isKnown ? speed : undefined,
      secondsLeft: isKnown ? (size - done) / speed : undefined,
    };
  }

  /** After a break what was before says nothing. */
  reset(): void {
    this.#marks = [];
  }
}

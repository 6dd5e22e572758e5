import type { Bytes } from '../bytes.ts';

/** Puts pieces of any size together to so many bytes. */
export class ByteGatherer {
  readonly bytes: Bytes;
  #filled = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  get isFull(): boolean {
    return this.#filled === this.bytes.length;
  }

  /** Takes what it needs. @returns A view of the rest. */
  take(piece: Uint8Array): Uint8Array {
    const taken = piece.subarray(0, this.bytes.length - this.#filled);
    this.bytes.set(taken, this.#filled);
    this.#filled += taken.length;
    return piece.subarray(taken.length);
  }
}

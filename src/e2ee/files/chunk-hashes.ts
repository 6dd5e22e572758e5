import { type Bytes, copyOf, equal } from '../bytes.ts';
import { FileSourceChanged } from './file-errors.ts';

export const hashLength = 32;

/** Keeps the hash of a chunk where it outlives this process; what it rejects with stops the chunk. */
export type KeepHash = (index: number, hash: Bytes) => Promise<void>;

/**
 * SHA-256 of each chunk that was sealed, in 32 bytes a chunk: a nonce belongs to one content for good.
 *
 * Serialised, the hash of chunk `i` stands at `32 * i`, and zeros where nothing was sealed, so that one hash can be
 * written without the others. They tell what is in a file: they stay on the device that seals it.
 */
export class ChunkHashes {
  readonly #hashes: Bytes;
  readonly #keep: KeepHash;
  readonly #pending = new Map<number, Promise<void>>();

  /**
   * @param serialised What was kept of an earlier process; zeros in the beginning.
   * @throws {RangeError} Where that is of another number of chunks.
   */
  constructor(chunkCount: number, serialised: Uint8Array, keep: KeepHash) {
    if (serialised.length !== chunkCount * hashLength) {
      throw new RangeError('These are not the hashes of this file.');
    }
    this.#hashes = copyOf(serialised);
    this.#keep = keep;
  }

  /**
   * Takes the place for this content. The first call keeps the hash; it is over, for every caller, once that is done.
   *
   * @throws {FileSourceChanged} Where the place is another content's.
   */
  async claim(index: number, hash: Bytes): Promise<void> {
    const taken = this.#at(index);
    if (isNone(taken)) {
      taken.set(hash);
      this.#pending.set(index, this.#keepFirst(index, hash));
    } else if (!equal(taken, hash)) {
      throw new FileSourceChanged();
    }
    await this.#pending.get(index);
  }

  /** Whether a chunk with this hash was sealed there. */
  holds(index: number, hash: Bytes): boolean {
    return equal(this.#at(index), hash);
  }

  serialise(): Bytes {
    return copyOf(this.#hashes);
  }

  /** Where it cannot be kept, nothing is sealed by this claim: the place is free again. */
  async #keepFirst(index: number, hash: Bytes): Promise<void> {
    try {
      await this.#keep(index, copyOf(hash));
    } catch (error) {
      this.#at(index).fill(0);
      throw error;
    } finally {
      this.#pending.delete(index);
    }
  }

  #at(index: number): Bytes {
    return this.#hashes.subarray(index * hashLength, (index + 1) * hashLength);
  }
}

function isNone(hash: Bytes): boolean {
  return hash.every((byte) => byte === 0);
}

import { headerLength } from './file-header.ts';
import { paddedSize } from './padded-size.ts';

export const tagLength = 16;
/** 128 TiB: with chunks of any size, a counter of 32 bits numbers them all. */
export const largestSize = 2 ** 47;

/** Chunks of 64 KiB to 4 MiB, as powers of two. */
export const chunkExponents = { least: 16, usual: 20, most: 22 } as const;

/** From `start` on, up to and without `end`, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where everything stands in a file's content and in what is sealed of it. Nothing but arithmetic on public sizes.
 *
 * The content is padded with zeros to {@link paddedSize}, and cut into chunks of which only the last one may be
 * shorter. Sealed, a header stands before them, and a tag behind each.
 */
export class FileLayout {
  /** Of the content, as its manifest says it. */
  readonly size: number;
  readonly chunkExponent: number;
  readonly chunkCount: number;
  /** All of it: what is uploaded. */
  readonly sealedSize: number;
  readonly #chunkSize: number;
  readonly #paddedSize: number;

  /**
   * @param size Of the content, in bytes.
   * @throws {RangeError} For a size or exponent outside of its limits.
   */
  constructor(size: number, chunkExponent: number = chunkExponents.usual) {
    if (!Number.isSafeInteger(size) || size < 0 || size > largestSize) {
      throw new RangeError('A file has 0 to 2^47 bytes.');
    }
    if (!isChunkExponent(chunkExponent)) throw new RangeError('A chunk has 2^16 to 2^22 bytes.');
    this.size = size;
    this.chunkExponent = chunkExponent;
    this.#chunkSize = 2 ** chunkExponent;
    this.#paddedSize = paddedSize(size);
    this.chunkCount = Math.ceil(this.#paddedSize / this.#chunkSize);
    this.sealedSize = headerLength + this.#paddedSize + this.chunkCount * tagLength;
  }

  /** How long a chunk is before it is sealed, padding included. @throws {RangeError} Where there is no such chunk. */
  chunkLength(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.chunkCount) {
      throw new RangeError(`There is no chunk ${index} of ${this.chunkCount}.`);
    }
    return Math.min(this.#chunkSize, this.#paddedSize - index * this.#chunkSize);
  }

  /** What of the content is in a chunk; nothing where it is padding alone. @throws {RangeError} */
  contentRange(index: number): ByteRange {
    const start = index * this.#chunkSize;
    const end = start + this.chunkLength(index);
    return { start: Math.min(start, this.size), end: Math.min(end, this.size) };
  }

  /** Where a chunk stands in what is sealed, with its tag. @throws {RangeError} */
  sealedRange(index: number): ByteRange {
    const start = headerLength + index * (this.#chunkSize + tagLength);
    return { start, end: start + this.chunkLength(index) + tagLength };
  }

  /**
   * The chunk of which a byte of what is sealed is a part: where an upload goes on.
   *
   * @param offset Below {@link sealedSize}; nothing for a byte of the header.
   */
  chunkAt(offset: number): number | undefined {
    if (offset < headerLength) return undefined;
    return Math.floor((offset - headerLength) / (this.#chunkSize + tagLength));
  }

  isLast(index: number): boolean {
    return index === this.chunkCount - 1;
  }
}

export function isChunkExponent(value: number): boolean {
  return Number.isInteger(value) && value >= chunkExponents.least && value <= chunkExponents.most;
}

/** How many bytes are uploaded for a content of so many. @throws {RangeError} */
export function sealedSize(size: number, chunkExponent?: number): number {
  return new FileLayout(size, chunkExponent).sealedSize;
}

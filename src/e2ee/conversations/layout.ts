import { type Bytes, bigEndian, copyOf, fromBase64Url, fromBigEndian, toBase64Url } from '../bytes.ts';
import { ConversationRefusal } from './refusal.ts';

/** Accounts, conversations and messages are named by so many bytes. */
export const idLength = 16;
export const hashLength = 32;
export const deviceKeyLength = 32;
export const signatureLength = 64;

/** Stands for the hash of what would be before the first one. */
export const noHash: Bytes = new Uint8Array(hashLength);

/** Reads a layout from its first byte to its last. Whatever does not fit is refused as `malformed`. */
export class LayoutReader {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = copyOf(bytes);
  }

  /** Bytes that have not been read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Bytes {
    if (length < 0 || length > this.left) throw new ConversationRefusal('malformed');
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  /** An unsigned integer in network order, below 2^53. */
  number(length: number): number {
    const value = Number(fromBigEndian(this.take(length)));
    if (!Number.isSafeInteger(value)) throw new ConversationRefusal('malformed');
    return value;
  }

  /** 16 bytes as base64url. */
  id(): string {
    return toBase64Url(this.take(idLength));
  }

  /** What this byte stands for: one of `values`, numbered from 1. */
  oneOf<T>(values: readonly T[]): T {
    const value = values[this.number(1) - 1];
    if (value === undefined) throw new ConversationRefusal('malformed');
    return value;
  }

  flag(): boolean {
    const value = this.number(1);
    if (value > 1) throw new ConversationRefusal('malformed');
    return value === 1;
  }

  expect(value: number): void {
    if (this.number(1) !== value) throw new ConversationRefusal('malformed');
  }

  end(): void {
    if (this.left > 0) throw new ConversationRefusal('malformed');
  }

  /** All that was read so far. */
  read(): Bytes {
    return this.#bytes.slice(0, this.#at);
  }
}

/** @throws RangeError where it does not fit. */
export function numberBytes(value: number, length: number): Bytes {
  return bigEndian(BigInt(value), length);
}

/** @throws RangeError For anything but 16 bytes in base64url. */
export function idBytes(id: string): Bytes {
  const bytes = fromBase64Url(id);
  if (bytes?.length !== idLength) throw new RangeError('An id is 16 bytes in base64url.');
  return bytes;
}

/** The byte for one of `values`, numbered from 1. */
export function ordinalOf<T>(values: readonly T[], value: T): Bytes {
  return numberBytes(values.indexOf(value) + 1, 1);
}

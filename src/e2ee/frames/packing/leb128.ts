import type { Bytes } from '../../bytes.ts';

const longest = 8;
const largest = 2 ** 32 - 1;

/** Encodes an unsigned integer (AV1 bitstream specification, section 4.10.5). @param value At most 2^32 - 1. */
export function encodeLeb128(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

/** @returns The value at `at` and how many bytes spell it, or `undefined` where none does. */
export function decodeLeb128(bytes: Bytes, at: number): { value: number; length: number } | undefined {
  let value = 0;
  for (let length = 1; length <= longest; length += 1) {
    const byte = bytes[at + length - 1];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * (length - 1));
    if ((byte & 0x80) === 0) return value <= largest ? { value, length } : undefined;
  }
  return undefined;
}

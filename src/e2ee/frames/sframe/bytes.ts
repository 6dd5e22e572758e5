/** Bytes in memory of their own kind: WebCrypto takes no view of shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** `value` as an unsigned integer of `length` bytes in network order. @throws RangeError where it does not fit. */
export function bigEndian(value: bigint, length: number): Bytes {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new RangeError(`${value} does not fit in ${length} bytes`);
  return bytes;
}

/** The unsigned integer that all of `bytes` spell in network order. */
export function fromBigEndian(bytes: Bytes): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** New memory with `parts` one after the other. */
export function concat(...parts: readonly Bytes[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

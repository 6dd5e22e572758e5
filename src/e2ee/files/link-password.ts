import { type Bytes, concat, randomBytes, utf8 } from '../bytes.ts';

export const passwordHeadLength = 16 + 4 + 1 + 1;

/** How a link's password is stretched, by Argon2id (RFC 9106). It stands in the link's record, in clear. */
export interface Stretching {
  /** 16 bytes. */
  readonly salt: Bytes;
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly lanes: number;
}

/**
 * Takes 0.8 s in Node on the machine of docs/benchmarks.md, in JavaScript: memory is what costs a guesser, so that one
 * pass over much is worth more than several over less.
 */
export function newStretching(): Stretching {
  return { salt: randomBytes(16), memory: 65_536, passes: 1, lanes: 1 };
}

/** The salt, the memory (4 bytes, big endian), the passes (1) and the lanes (1). */
export function encodeStretching({ salt, memory, passes, lanes }: Stretching): Bytes {
  const numbers = new DataView(new ArrayBuffer(6));
  numbers.setUint32(0, memory);
  numbers.setUint8(4, passes);
  numbers.setUint8(5, lanes);
  return concat(salt, new Uint8Array(numbers.buffer));
}

/** @returns Nothing for what would take a device too much memory or time: the record comes from the server. */
export function decodeStretching(bytes: Bytes): Stretching | undefined {
  const numbers = new DataView(bytes.buffer, bytes.byteOffset + 16, 6);
  const [memory, passes, lanes] = [numbers.getUint32(0), numbers.getUint8(4), numbers.getUint8(5)];
  const isBearable = memory <= 262_144 && passes >= 1 && passes <= 8 && lanes >= 1 && lanes <= 4;
  return isBearable && memory >= 8 * lanes ? { salt: bytes.slice(0, 16), memory, passes, lanes } : undefined;
}

/**
 * Takes about a second of whatever thread it runs in.
 *
 * @param password In any form of Unicode: NFC is taken.
 * @returns 32 bytes.
 */
export async function stretch(password: string, { salt, memory, passes, lanes }: Stretching): Promise<Bytes> {
  // Most links have no password: its code is loaded for those that have.
  const { argon2idAsync } = await import('@noble/hashes/argon2.js');
  const options = { m: memory, t: passes, p: lanes, dkLen: 32 };
  return new Uint8Array(await argon2idAsync(utf8(password.normalize('NFC')), salt, options));
}

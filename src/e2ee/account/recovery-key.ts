import type { Bytes } from '../bytes.ts';

/** Crockford's base32: no I, L, O or U, which are misread, or read as words. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const keyLength = 32;
const checkLength = 3;
/** Of 280 bits, in groups of four. */
const textLength = 56;

/** 256 random bits, which alone open an account's master key. */
export function createRecoveryKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(keyLength));
}

/** As it is written down: 14 groups of 4, of which the last six characters hold a check against slips. */
export function formatRecoveryKey(key: Bytes): string {
  const check = crc24(key);
  const bytes = [...key, check >> 16, (check >> 8) & 0xff, check & 0xff];
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let index = textLength - 1; index >= 0; index -= 1) {
    text += alphabet[Number((bits >> BigInt(5 * index)) & 31n)];
  }
  return (text.match(/.{4}/g) ?? []).join('-');
}

/**
 * Reads a recovery key as a person types it: in either case, with or without hyphens and spaces, O for 0, I and L for 1.
 *
 * @returns Nothing for what is none, or has a slip in it.
 */
export function parseRecoveryKey(text: string): Bytes | undefined {
  const characters = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (characters.length !== textLength) return undefined;
  let bits = 0n;
  for (const character of characters) {
    const value = alphabet.indexOf(character);
    if (value < 0) return undefined;
    bits = (bits << 5n) | BigInt(value);
  }
  const bytes = new Uint8Array(keyLength + checkLength);
  for (let index = bytes.length - 1; index >= 0; index -= 1) {
    bytes[index] = Number(bits & 0xffn);
    bits >>= 8n;
  }
  const key = bytes.slice(0, keyLength);
  const [a = 0, b = 0, c = 0] = bytes.subarray(keyLength);
  return crc24(key) === ((a << 16) | (b << 8) | c) ? key : undefined;
}

/** CRC-24 (RFC 9580 section 6.1): no slip in a single character, and no two neighbours swapped, passes. */
function crc24(bytes: Bytes): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}

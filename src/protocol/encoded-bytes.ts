import { z } from 'zod';

/**
 * The last character before the end of base64url carries 2 or 4 bits that belong to no byte; they are zero
 * in the one spelling that is taken.
 */
const lastOfOne = '[AQgw]';
const lastOfTwo = '[AEIMQUYcgkosw048]';

/** So many bytes as base64url without padding (RFC 4648 section 5). */
export function bytes(length: number) {
  const last = length % 3 === 0 ? '' : length % 3 === 1 ? `[\\w-]${lastOfOne}` : `[\\w-]{2}${lastOfTwo}`;
  return z
    .string()
    .regex(
      new RegExp(`^(?:[\\w-]{4}){${Math.floor(length / 3)}}${last}$`),
      `expected ${length} bytes as base64url`,
    );
}

const anyBytes = new RegExp(`^(?:[\\w-]{4})*(?:[\\w-]${lastOfOne}|[\\w-]{2}${lastOfTwo})?$`);

/** 1 to `limit` bytes as base64url without padding. */
export function bytesUpTo(limit: number) {
  return z
    .string()
    .min(2)
    .max(Math.ceil((limit * 4) / 3), `expected at most ${limit} bytes`)
    .regex(anyBytes, 'expected base64url without padding');
}

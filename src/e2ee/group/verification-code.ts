import { copyOf, utf8 } from '../bytes.ts';

const digits = 30;
const groupLength = 5;
/** Costs about as long as a blink, once an epoch. */
const iterations = 2 ** 15;

/**
 * The code that people compare to know that they are in one epoch of one group: whoever is in another, such as the
 * other half of a call that the server split, has another code (RFC 9420 section 8.7).
 *
 * It is PBKDF2-HMAC-SHA-512 of the epoch authenticator, 2^15 iterations and 64 bytes, as a big-endian number modulo
 * 10^30. The iterations are for a member who, with the server's help, tries out commits until two halves have the
 * same code: 30 digits are 100 bits, a collision among them takes 2^50 attempts, of 2^15 hashes each. The remainder
 * of 512 bits favours no code by more than one part in 2^412.
 *
 * @param epochAuthenticator 32 bytes.
 * @returns Six groups of five digits, such as `01234 56789 01234 56789 01234 56789`.
 */
export async function verificationCode(epochAuthenticator: Uint8Array): Promise<string> {
  const key = await crypto.subtle.importKey('raw', copyOf(epochAuthenticator), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const salt = utf8('Sottovoce verification code 1');
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-512', salt, iterations },
    key,
    512,
  );
  const number = new Uint8Array(bits).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  const text = String(number % 10n ** BigInt(digits)).padStart(digits, '0');
  return Array.from({ length: digits / groupLength }, (_, index) =>
    text.slice(index * groupLength, (index + 1) * groupLength),
  ).join(' ');
}

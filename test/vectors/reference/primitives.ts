/**
 * The reference: the layouts of docs/e2ee.md written a second time, from that document and the RFCs alone. Nothing
 * here or beside it knows any of the product's code, so that vectors are more than that code talking to itself.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';

export type Hash = 'sha256' | 'sha512';

export function text(words: string): Buffer {
  return Buffer.from(words, 'utf8');
}

/** `value` in network order. */
export function uint(value: bigint | number, length: number): Buffer {
  const digits = value.toString(16).padStart(2 * length, '0');
  if (digits.length > 2 * length) throw new RangeError(`${value} does not fit in ${length} bytes`);
  return Buffer.from(digits, 'hex');
}

export function zeros(length: number): Buffer {
  return Buffer.alloc(length);
}

export function join(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts);
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

export function hmac(hash: Hash, key: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac(hash, key).update(bytes).digest();
}

export function hkdf(
  hash: Hash,
  secret: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Buffer {
  return Buffer.from(hkdfSync(hash, secret, salt, info, length));
}

const tagLength = 16;

/** @returns Ciphertext, then the tag. */
export function sealGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  plaintext: Uint8Array,
): Buffer {
  const cipher = createCipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce);
  cipher.setAAD(associated);
  return join(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/** @returns Nothing for what {@link sealGcm} did not make of the same key, nonce and associated data. */
export function openGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Buffer,
): Buffer | undefined {
  if (sealed.length < tagLength) return undefined;
  const end = sealed.length - tagLength;
  const decipher = createDecipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, nonce);
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(end));
  const plaintext = decipher.update(sealed.subarray(0, end));
  try {
    return join(plaintext, decipher.final());
  } catch {
    return undefined;
  }
}

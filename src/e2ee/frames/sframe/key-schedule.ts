import { type Bytes, bigEndian, concat } from '../../bytes.ts';
import type { Aead } from './aead.ts';
import { importAesCtrHmac } from './aes-ctr-hmac.ts';
import { importAesGcm } from './aes-gcm.ts';
import type { CipherSuite } from './cipher-suites.ts';

/** The key and salt of one KID, ready for use. */
export interface FrameKey {
  readonly suite: CipherSuite;
  readonly kid: bigint;
  readonly aead: Aead;
  readonly salt: Bytes;
}

const shortestBaseKey = 16;

/**
 * Takes in a base key, such as an MLS epoch's exporter secret "SFrame 1.0 Base Key" (RFC 9605, section 5.2).
 *
 * @param bytes Copied at once: the caller may wipe them.
 * @returns A key that derives and cannot be read out.
 * @throws RangeError below 16 bytes.
 */
export async function importBaseKey(bytes: Bytes): Promise<CryptoKey> {
  if (bytes.length < shortestBaseKey) {
    throw new RangeError(`A base key has at least ${shortestBaseKey} bytes, this one ${bytes.length}`);
  }
  return crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits']);
}

/** What the key of `kid` is expanded with (RFC 9605, section 4.4.2). */
export function keyLabel(suite: CipherSuite, kid: bigint): Bytes {
  return label('SFrame 1.0 Secret key ', suite, kid);
}

/** What the salt of `kid` is expanded with (RFC 9605, section 4.4.2). */
export function saltLabel(suite: CipherSuite, kid: bigint): Bytes {
  return label('SFrame 1.0 Secret salt ', suite, kid);
}

/** Derives the key of one KID from its base key (RFC 9605, section 4.4.2). */
export async function deriveFrameKey(suite: CipherSuite, baseKey: CryptoKey, kid: bigint): Promise<FrameKey> {
  const { key, salt } = await deriveKeyAndSalt(suite, baseKey, kid);
  const aead = await importAead(suite, key);
  key.fill(0);
  return { suite, kid, aead, salt };
}

/** The bytes behind {@link deriveFrameKey}, which the published vectors show. */
export async function deriveKeyAndSalt(
  suite: CipherSuite,
  baseKey: CryptoKey,
  kid: bigint,
): Promise<{ key: Bytes; salt: Bytes }> {
  const [key, salt] = await Promise.all([
    expand(suite, baseKey, keyLabel(suite, kid), suite.keyLength),
    expand(suite, baseKey, saltLabel(suite, kid), suite.nonceLength),
  ]);
  return { key, salt };
}

/** @param key Of the suite's `keyLength`. */
export function importAead(suite: CipherSuite, key: Bytes): Promise<Aead> {
  return suite.cipher === 'AES-GCM' ? importAesGcm(key) : importAesCtrHmac(suite, key);
}

function label(text: string, suite: CipherSuite, kid: bigint): Bytes {
  return concat(new TextEncoder().encode(text), bigEndian(kid, 8), bigEndian(BigInt(suite.id), 2));
}

/** HKDF-Extract with an empty salt, then HKDF-Expand: WebCrypto does both in one call. */
async function expand(suite: CipherSuite, baseKey: CryptoKey, info: Bytes, length: number): Promise<Bytes> {
  const parameters: HkdfParams = { name: 'HKDF', hash: suite.hash, salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, baseKey, length * 8));
}

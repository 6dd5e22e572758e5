import { type Bytes, concat, copyOf, fromBase64Url } from '../bytes.ts';
import { sealKeyOf } from './seal-suite.ts';
import { publicKeyLength } from './signing.ts';

/** An account's identity on one of its person's devices. */
export interface Identity {
  /** Ed25519, 32 bytes: what it signs, this person says. */
  readonly identityKey: Bytes;
  /** X-Wing, 1,216 bytes: what is sealed to it, this person opens. */
  readonly sealKey: Bytes;
  readonly signingKey: CryptoKey;
  /** X-Wing's private key, 32 bytes. */
  readonly sealSecret: Bytes;
}

/** 32 bytes for Ed25519 and 32 for X-Wing, at random: all that is secret of an identity. */
export const identitySeedLength = 64;

/** The beginning of an Ed25519 key as PKCS #8 (RFC 8410 section 7), before its 32 bytes. */
const pkcs8Head = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32);

export function createIdentitySeed(): Bytes {
  return crypto.getRandomValues(new Uint8Array(identitySeedLength));
}

/** @param seed From {@link createIdentitySeed}. */
export async function importIdentity(seed: Bytes): Promise<Identity> {
  if (seed.length !== identitySeedLength) throw new RangeError('The seed of an identity has 64 bytes.');
  const [signingSeed, sealSecret] = [copyOf(seed.subarray(0, 32)), copyOf(seed.subarray(32))];
  const [identityKey, sealKey, signingKey] = await Promise.all([
    publicKeyOf(signingSeed),
    sealKeyOf(sealSecret),
    importSigningSeed(signingSeed, false),
  ]);
  return { identityKey, sealKey, signingKey, sealSecret };
}

function importSigningSeed(seed: Bytes, isExtractable: boolean): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', concat(pkcs8Head, seed), 'Ed25519', isExtractable, ['sign']);
}

async function publicKeyOf(seed: Bytes): Promise<Bytes> {
  // WebCrypto gives a public key out beside its private one alone.
  const { x } = await crypto.subtle.exportKey('jwk', await importSigningSeed(seed, true));
  const key = x === undefined ? undefined : fromBase64Url(x);
  if (key?.length !== publicKeyLength) throw new TypeError('An Ed25519 key has 32 bytes.');
  return key;
}

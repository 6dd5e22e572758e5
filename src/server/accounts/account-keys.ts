import { createHmac, hkdfSync } from 'node:crypto';
import { ristretto255_hasher } from '@noble/curves/ed25519.js';

/** Keys for accounts, derived from the server's one secret (HKDF, RFC 5869). None of them is in the database. */
export interface AccountKeys {
  /** OPAQUE's server set-up, as `@serenity-kit/opaque` takes it: OPRF seed, private key, key of nobody. */
  readonly opaqueSetup: string;
  /** Seals what attempts keep. */
  readonly attempts: Uint8Array;
  /** The hash under which the database knows something without naming it. */
  readonly hash: (purpose: 'look' | 'stranger' | 'throttle', text: string) => Buffer;
}

/** @param secret At least 32 random bytes, the same on every node. */
export function deriveAccountKeys(secret: Uint8Array): AccountKeys {
  const derive = (purpose: string, length = 32) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `sottovoce account ${purpose}`, length));
  const hashKeys = { look: derive('look'), stranger: derive('stranger'), throttle: derive('throttle') };
  return {
    opaqueSetup: opaqueSetup(
      derive('opaque seed', 64),
      derive('opaque key', 64),
      derive('opaque nobody', 64),
    ),
    attempts: derive('attempts'),
    hash: (purpose, text) => createHmac('sha256', hashKeys[purpose]).update(text).digest(),
  };
}

/**
 * The 128 bytes that opaque-ke's `ServerSetup` serialises to: the OPRF seed of as many bytes as SHA-512 has, the
 * private key, a scalar of ristretto255, and a public key whose private one nobody has, a point of it, which
 * stands in for that of an account that does not exist. Whoever has the database without the secret has none of
 * these, and can try no password (RFC 9807, section 10.9).
 */
function opaqueSetup(seed: Uint8Array, key: Uint8Array, nobody: Uint8Array): string {
  const { hashToScalar, hashToCurve } = ristretto255_hasher;
  const scalar = hashToScalar(key, { DST: 'sottovoce account opaque key' });
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
  const point = hashToCurve(nobody, { DST: 'sottovoce account opaque nobody' }).toBytes();
  return Buffer.concat([seed, privateKey, point]).toString('base64url');
}

/** SFrame, RFC 9605: all of it that seals. */
import { createCipheriv } from 'node:crypto';
import { type Hash, hkdf, hmac, join, sealGcm, text, uint, zeros } from './primitives.ts';

interface Suite {
  readonly hash: Hash;
  readonly encryptionKey: number;
  /** 0 where the cipher authenticates by itself. */
  readonly authenticationKey: number;
  readonly tag: number;
}

/** Section 4.5, table 1. */
const suites: Readonly<Record<number, Suite>> = {
  1: { hash: 'sha256', encryptionKey: 16, authenticationKey: 32, tag: 10 },
  2: { hash: 'sha256', encryptionKey: 16, authenticationKey: 32, tag: 8 },
  3: { hash: 'sha256', encryptionKey: 16, authenticationKey: 32, tag: 4 },
  4: { hash: 'sha256', encryptionKey: 16, authenticationKey: 0, tag: 16 },
  5: { hash: 'sha512', encryptionKey: 32, authenticationKey: 0, tag: 16 },
  6: { hash: 'sha512', encryptionKey: 32, authenticationKey: 64, tag: 10 },
  7: { hash: 'sha512', encryptionKey: 32, authenticationKey: 64, tag: 8 },
  8: { hash: 'sha512', encryptionKey: 32, authenticationKey: 64, tag: 4 },
};

export interface SFrameInput {
  readonly suite: number;
  readonly baseKey: Uint8Array;
  readonly kid: bigint;
  readonly counter: bigint;
  readonly metadata: Uint8Array;
  readonly plaintext: Uint8Array;
}

/** Every intermediate value, and `ciphertext`: header, what is sealed, and tag. */
export function sframe({ suite: id, baseKey, kid, counter, metadata, plaintext }: SFrameInput) {
  const { keyLabel, saltLabel, key, salt } = sframeKey(id, baseKey, kid);
  const nonce = sframeNonce(salt, counter);
  const header = sframeHeader(kid, counter);
  const associatedData = join(header, metadata);
  const sealed = seal(suiteOf(id), key, nonce, associatedData, plaintext);
  return { keyLabel, saltLabel, key, salt, nonce, associatedData, ciphertext: join(header, sealed) };
}

/** Section 4.3: a config byte, then KID and counter where they are 8 or more, each in as few bytes as hold it. */
export function sframeHeader(kid: bigint, counter: bigint): Buffer {
  const [k, c] = [headerPart(kid), headerPart(counter)];
  return join(Buffer.of(k.bits * 16 + c.bits), k.bytes, c.bytes);
}

/** Section 4.4.2. */
export function sframeKey(id: number, baseKey: Uint8Array, kid: bigint) {
  const suite = suiteOf(id);
  const label = join(uint(kid, 8), uint(id, 2));
  const keyLabel = join(text('SFrame 1.0 Secret key '), label);
  const saltLabel = join(text('SFrame 1.0 Secret salt '), label);
  const keyLength = suite.encryptionKey + suite.authenticationKey;
  return {
    keyLabel,
    saltLabel,
    key: hkdf(suite.hash, baseKey, zeros(0), keyLabel, keyLength),
    salt: hkdf(suite.hash, baseKey, zeros(0), saltLabel, 12),
  };
}

/** Section 4.4.3. */
export function sframeNonce(salt: Buffer, counter: bigint): Buffer {
  const nonce = Buffer.from(salt);
  nonce.writeBigUInt64BE(salt.readBigUInt64BE(4) ^ counter, 4);
  return nonce;
}

function headerPart(value: bigint): { bits: number; bytes: Buffer } {
  if (value < 8n) return { bits: Number(value), bytes: zeros(0) };
  const bytes = uint(value, Math.ceil(value.toString(16).length / 2));
  return { bits: 8 + bytes.length - 1, bytes };
}

function seal(suite: Suite, key: Buffer, nonce: Buffer, associated: Buffer, plaintext: Uint8Array): Buffer {
  return suite.authenticationKey === 0
    ? sealGcm(key, nonce, associated, plaintext)
    : sealCtrHmac(suite, key, nonce, associated, plaintext);
}

/** Section 4.5.1. */
function sealCtrHmac(
  { hash, encryptionKey, tag }: Suite,
  key: Buffer,
  nonce: Buffer,
  associated: Buffer,
  plaintext: Uint8Array,
): Buffer {
  const name = encryptionKey === 16 ? 'aes-128-ctr' : 'aes-256-ctr';
  const cipher = createCipheriv(name, key.subarray(0, encryptionKey), join(nonce, zeros(4)));
  const ciphertext = join(cipher.update(plaintext), cipher.final());
  const lengths = [associated.length, ciphertext.length, tag].map((length) => uint(length, 8));
  const mac = hmac(hash, key.subarray(encryptionKey), join(...lengths, nonce, associated, ciphertext));
  return join(ciphertext, mac.subarray(0, tag));
}

function suiteOf(id: number): Suite {
  const suite = suites[id];
  if (suite === undefined) throw new RangeError(`No such suite: ${id}`);
  return suite;
}

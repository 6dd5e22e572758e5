import { type Bytes, copyOf, fromUtf8, utf8 } from '../bytes.ts';
import {
  type OpenedWrap,
  openWrap,
  sealWrap,
  type WrapContext,
  type WrapPurpose,
  WrapRefusal,
} from './wrap.ts';

/** A display name of 64 characters and its length. */
const nameBlockLength = 258;

/** 256 random bits, from which everything else of an account is derived. */
export function createMasterKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(32));
}

/** A key from which others can be derived, and whose bytes nobody can read. */
export function importMasterKey(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveBits', 'deriveKey']);
}

/**
 * Seals the master key under a secret: OPAQUE's export key, or the recovery key.
 *
 * @param secret At least 32 bytes that nobody can guess.
 */
export async function sealMasterKey(
  secret: Bytes,
  purpose: Extract<WrapPurpose, 'password wrap' | 'recovery wrap'>,
  accountId: string,
  generation: number,
  masterKey: Bytes,
): Promise<Bytes> {
  const key = await wrapKeyOf(await importMasterKey(secret), purpose);
  return sealWrap(key, { purpose, accountId }, generation, masterKey);
}

/** @throws {WrapRefusal} */
export async function openMasterKey(
  secret: Bytes,
  purpose: Extract<WrapPurpose, 'password wrap' | 'recovery wrap'>,
  accountId: string,
  wrap: Uint8Array,
): Promise<OpenedWrap> {
  const key = await wrapKeyOf(await importMasterKey(secret), purpose);
  return openWrap(key, { purpose, accountId }, wrap);
}

/** What shows the server that somebody has the recovery key. It keeps no more than a hash of it. @returns 32 bytes. */
export async function recoveryProofOf(recoveryKey: Bytes): Promise<Bytes> {
  const bits = await crypto.subtle.deriveBits(
    derivation('recovery proof'),
    await importMasterKey(recoveryKey),
    256,
  );
  return new Uint8Array(bits);
}

/** An account's identity: the public key, and what is to be sealed of the private one. */
export interface NewIdentity {
  /** Ed25519, 32 bytes. */
  readonly publicKey: Bytes;
  /** PKCS #8. */
  readonly privateKey: Bytes;
}

export async function createIdentity(): Promise<NewIdentity> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const [publicKey, privateKey] = await Promise.all([
    crypto.subtle.exportKey('raw', pair.publicKey),
    crypto.subtle.exportKey('pkcs8', pair.privateKey),
  ]);
  return { publicKey: new Uint8Array(publicKey), privateKey: new Uint8Array(privateKey) };
}

export async function sealIdentity(
  masterKey: CryptoKey,
  accountId: string,
  { privateKey }: NewIdentity,
): Promise<Bytes> {
  const context: WrapContext = { purpose: 'identity wrap', accountId };
  return sealWrap(await wrapKeyOf(masterKey, context.purpose), context, 1, privateKey);
}

/**
 * The public key of the identity that is sealed in a wrap: what the server says it is has to be the same.
 *
 * @returns Ed25519, 32 bytes in base64url.
 * @throws {WrapRefusal}
 */
export async function identityKeyIn(
  masterKey: CryptoKey,
  accountId: string,
  wrap: Uint8Array,
): Promise<string> {
  const context: WrapContext = { purpose: 'identity wrap', accountId };
  const { content } = await openWrap(await wrapKeyOf(masterKey, context.purpose), context, wrap);
  const { x } = await crypto.subtle
    .importKey('pkcs8', content, 'Ed25519', true, ['sign'])
    .then((key) => crypto.subtle.exportKey('jwk', key))
    .catch(() => {
      throw new WrapRefusal('malformed');
    });
  if (x === undefined) throw new WrapRefusal('malformed');
  return x;
}

/** All names are sealed in the same length: two bytes for their own, the name in UTF-8, zeros. */
export async function sealProfile(
  masterKey: CryptoKey,
  accountId: string,
  generation: number,
  displayName: string,
): Promise<Bytes> {
  const name = utf8(displayName);
  const block = new Uint8Array(nameBlockLength);
  if (name.length > nameBlockLength - 2) throw new RangeError('A display name has up to 64 characters.');
  new DataView(block.buffer).setUint16(0, name.length);
  block.set(name, 2);
  const context: WrapContext = { purpose: 'profile wrap', accountId };
  return sealWrap(await wrapKeyOf(masterKey, context.purpose), context, generation, block);
}

/**
 * @param atLeast The highest generation that this device has seen.
 * @throws {WrapRefusal}
 */
export async function openProfile(
  masterKey: CryptoKey,
  accountId: string,
  wrap: Uint8Array,
  atLeast = 1,
): Promise<{ displayName: string; generation: number }> {
  const context: WrapContext = { purpose: 'profile wrap', accountId };
  const key = await wrapKeyOf(masterKey, context.purpose);
  const { content, generation } = await openWrap(key, context, wrap, atLeast);
  if (content.length !== nameBlockLength) throw new WrapRefusal('malformed');
  const length = new DataView(content.buffer).getUint16(0);
  const displayName = fromUtf8(copyOf(content.subarray(2, 2 + length)));
  if (displayName === undefined || length > nameBlockLength - 2) throw new WrapRefusal('malformed');
  return { displayName, generation };
}

function wrapKeyOf(secret: CryptoKey, purpose: WrapPurpose): Promise<CryptoKey> {
  return crypto.subtle.deriveKey(derivation(purpose), secret, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

/** HKDF (RFC 5869) with SHA-256, no salt, and one label a purpose. */
function derivation(purpose: WrapPurpose | 'recovery proof'): HkdfParams {
  return {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: utf8(`Sottovoce 1.0 ${purpose}`),
  };
}

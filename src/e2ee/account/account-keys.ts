import { type Bytes, copyOf, fromUtf8, utf8 } from '../bytes.ts';
import { type Identity, identitySeedLength, importIdentity } from '../identity/identity.ts';
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

/** @param seed From `createIdentitySeed`. */
export async function sealIdentity(masterKey: CryptoKey, accountId: string, seed: Bytes): Promise<Bytes> {
  return sealUnderMaster(masterKey, { purpose: 'identity wrap', accountId }, 1, seed);
}

/**
 * The identity whose seed is sealed in a wrap: what the server says of its public keys has to be the same.
 *
 * @throws {WrapRefusal}
 */
export async function openIdentity(
  masterKey: CryptoKey,
  accountId: string,
  wrap: Uint8Array,
): Promise<Identity> {
  const { content } = await openUnderMaster(masterKey, { purpose: 'identity wrap', accountId }, wrap);
  if (content.length !== identitySeedLength) throw new WrapRefusal('malformed');
  return importIdentity(content);
}

/** Seals something of an account's under its master key, by a key for this purpose alone. */
export async function sealUnderMaster(
  masterKey: CryptoKey,
  context: WrapContext,
  generation: number,
  content: Bytes,
): Promise<Bytes> {
  return sealWrap(await wrapKeyOf(masterKey, context.purpose), context, generation, content);
}

/**
 * @param atLeast The highest generation that this device has seen.
 * @throws {WrapRefusal}
 */
export async function openUnderMaster(
  masterKey: CryptoKey,
  context: WrapContext,
  wrap: Uint8Array,
  atLeast = 1,
): Promise<OpenedWrap> {
  return openWrap(await wrapKeyOf(masterKey, context.purpose), context, wrap, atLeast);
}

/** The key under which a browser keeps an account's conversations: AES-256-GCM. */
export function localKeyOf(masterKey: CryptoKey): Promise<CryptoKey> {
  return deriveKey(masterKey, 'local store');
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
  return sealUnderMaster(masterKey, { purpose: 'profile wrap', accountId }, generation, block);
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
  const { content, generation } = await openUnderMaster(masterKey, context, wrap, atLeast);
  if (content.length !== nameBlockLength) throw new WrapRefusal('malformed');
  const length = new DataView(content.buffer).getUint16(0);
  const displayName = fromUtf8(copyOf(content.subarray(2, 2 + length)));
  if (displayName === undefined || length > nameBlockLength - 2) throw new WrapRefusal('malformed');
  return { displayName, generation };
}

function wrapKeyOf(secret: CryptoKey, purpose: WrapPurpose): Promise<CryptoKey> {
  return deriveKey(secret, purpose);
}

/** What is derived of a secret besides the keys of wraps. */
type OtherPurpose = 'recovery proof' | 'local store';

function deriveKey(secret: CryptoKey, purpose: WrapPurpose | OtherPurpose): Promise<CryptoKey> {
  return crypto.subtle.deriveKey(derivation(purpose), secret, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

/** HKDF (RFC 5869) with SHA-256, no salt, and one label a purpose. */
function derivation(purpose: WrapPurpose | OtherPurpose): HkdfParams {
  return {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: utf8(`Sottovoce 1.0 ${purpose}`),
  };
}

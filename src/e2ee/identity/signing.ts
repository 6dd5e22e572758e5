import { type Bytes, concat, copyOf, utf8 } from '../bytes.ts';

/** What is signed, one label for each: a signature over one thing is none over another. */
export type SignedPurpose = 'identity card' | 'device entry' | 'device possession' | 'introduction';

export const signatureLength = 64;
export const publicKeyLength = 32;

/** What a signature for this purpose covers: the label, then the content. */
export const signedBytes = (purpose: SignedPurpose, content: Uint8Array): Bytes =>
  concat(utf8(`Sottovoce 1.0 ${purpose}\0`), content);

/** @returns Ed25519 (RFC 8032), 64 bytes. */
export async function signFor(purpose: SignedPurpose, key: CryptoKey, content: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, signedBytes(purpose, content)));
}

/** @param publicKey 32 bytes; what is no key has signed nothing. */
export async function isSignedFor(
  purpose: SignedPurpose,
  publicKey: Uint8Array,
  content: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', copyOf(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, copyOf(signature), signedBytes(purpose, content));
  } catch {
    return false;
  }
}

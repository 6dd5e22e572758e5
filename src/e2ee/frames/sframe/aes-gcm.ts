import type { Bytes } from '../../bytes.ts';
import type { Aead } from './aead.ts';

/** In bits: never shortened. */
const tagLength = 128;

/** AES-GCM with a full tag (RFC 9605, section 4.5, suites 4 and 5). */
export async function importAesGcm(keyBytes: Bytes): Promise<Aead> {
  const key = await crypto.subtle.importKey('raw', keyBytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const parameters = (iv: Bytes, additionalData: Bytes): AesGcmParams => ({
    name: 'AES-GCM',
    iv,
    additionalData,
    tagLength,
  });
  return {
    async seal(nonce, associatedData, plaintext) {
      return new Uint8Array(await crypto.subtle.encrypt(parameters(nonce, associatedData), key, plaintext));
    },
    async open(nonce, associatedData, ciphertext) {
      try {
        return new Uint8Array(
          await crypto.subtle.decrypt(parameters(nonce, associatedData), key, ciphertext),
        );
      } catch (error) {
        // WebCrypto's name for a tag that does not fit or is cut off; anything else is a fault of ours.
        if (error instanceof DOMException && error.name === 'OperationError') return undefined;
        throw error;
      }
    },
  };
}

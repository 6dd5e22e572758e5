import { type Bytes, bigEndian, concat, equal } from '../../bytes.ts';
import type { Aead } from './aead.ts';
import type { CipherSuite } from './cipher-suites.ts';

/** AES-CTR, then HMAC over what came of it (RFC 9605, section 4.5.1, suites 1 to 3 and 6 to 8). */
export async function importAesCtrHmac(suite: CipherSuite, keyBytes: Bytes): Promise<Aead> {
  const { encryptionKeyLength, tagLength, hash } = suite;
  const [encryptionKey, authenticationKey] = await Promise.all([
    crypto.subtle.importKey('raw', keyBytes.slice(0, encryptionKeyLength), 'AES-CTR', false, [
      'encrypt',
      'decrypt',
    ]),
    crypto.subtle.importKey('raw', keyBytes.slice(encryptionKeyLength), { name: 'HMAC', hash }, false, [
      'sign',
    ]),
  ]);

  /** The nonce, then a counter of blocks that starts at zero. */
  const parameters = (nonce: Bytes): AesCtrParams => ({
    name: 'AES-CTR',
    counter: concat(nonce, new Uint8Array(4)),
    length: 32,
  });

  const computeTag = async (nonce: Bytes, associatedData: Bytes, ciphertext: Bytes): Promise<Bytes> => {
    const authenticated = concat(
      bigEndian(BigInt(associatedData.length), 8),
      bigEndian(BigInt(ciphertext.length), 8),
      bigEndian(BigInt(tagLength), 8),
      nonce,
      associatedData,
      ciphertext,
    );
    const mac = await crypto.subtle.sign('HMAC', authenticationKey, authenticated);
    return new Uint8Array(mac, 0, tagLength);
  };

  return {
    async seal(nonce, associatedData, plaintext) {
      const ciphertext = new Uint8Array(
        await crypto.subtle.encrypt(parameters(nonce), encryptionKey, plaintext),
      );
      return concat(ciphertext, await computeTag(nonce, associatedData, ciphertext));
    },
    async open(nonce, associatedData, sealed) {
      if (sealed.length < tagLength) return undefined;
      const ciphertext = sealed.subarray(0, sealed.length - tagLength);
      const tag = sealed.subarray(sealed.length - tagLength);
      // WebCrypto's own `verify` takes no shortened tag.
      if (!equal(tag, await computeTag(nonce, associatedData, ciphertext))) return undefined;
      return new Uint8Array(await crypto.subtle.decrypt(parameters(nonce), encryptionKey, ciphertext));
    },
  };
}

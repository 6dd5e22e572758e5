import type { Bytes } from '../../bytes.ts';

/** A cipher with one key (RFC 9605, section 4.5). The caller never gives a nonce twice to `seal`. */
export interface Aead {
  /** @returns The ciphertext with its tag behind it. */
  seal(nonce: Bytes, associatedData: Bytes, plaintext: Bytes): Promise<Bytes>;
  /** @returns The plaintext, or `undefined` where the tag does not fit; then nothing was decrypted. */
  open(nonce: Bytes, associatedData: Bytes, ciphertext: Bytes): Promise<Bytes | undefined>;
}

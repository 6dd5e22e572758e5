import { type Bytes, concat, copyOf, randomBytes } from '../bytes.ts';
import { ConversationRefusal } from './refusal.ts';

export const nonceLength = 12;
export const tagLength = 16;

/** AES-256-GCM: a fresh nonce (12 bytes), the ciphertext with its tag. */
export async function seal(key: CryptoKey, additionalData: Bytes, content: Bytes): Promise<Bytes> {
  const iv = randomBytes(nonceLength);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, content);
  return concat(iv, new Uint8Array(sealed));
}

/** @throws {ConversationRefusal} `malformed` for too few bytes, `not-authentic`. */
export async function open(key: CryptoKey, additionalData: Bytes, sealed: Uint8Array): Promise<Bytes> {
  if (sealed.length < nonceLength + tagLength) throw new ConversationRefusal('malformed');
  const iv = copyOf(sealed.subarray(0, nonceLength));
  const opened = await crypto.subtle
    .decrypt({ name: 'AES-GCM', iv, additionalData }, key, copyOf(sealed.subarray(nonceLength)))
    .catch(() => {
      throw new ConversationRefusal('not-authentic');
    });
  return new Uint8Array(opened);
}

import { type Bytes, concat, equal, randomBytes, sha256, utf8 } from '../bytes.ts';
import { idBytes, numberBytes } from './layout.ts';
import type { Epoch } from './membership-history.ts';
import { ConversationRefusal } from './refusal.ts';

const secretLength = 32;

/** The key of one epoch of one conversation, and what is derived of it: one key a purpose. */
export interface EpochKey {
  readonly conversationId: string;
  readonly epoch: number;
  /** 32 bytes, from which all else comes: what is sealed to members. */
  readonly secret: Bytes;
  /** What the log says of it, 32 bytes: nobody can find another key that it fits. */
  readonly commitment: Bytes;
  /** Each is AES-256-GCM. */
  readonly messageKey: CryptoKey;
  readonly descriptionKey: CryptoKey;
  readonly historyKey: CryptoKey;
  readonly markerKey: CryptoKey;
}

/** A new key for an epoch that is about to begin. */
export function createEpochKey(conversationId: string, epoch: number): Promise<EpochKey> {
  return importEpochKey(conversationId, epoch, randomBytes(secretLength));
}

/**
 * The key of an epoch as a device keeps it, or as it was sealed.
 *
 * @throws {ConversationRefusal} `malformed` for another number of bytes than 32.
 */
export async function importEpochKey(
  conversationId: string,
  epoch: number,
  secret: Bytes,
): Promise<EpochKey> {
  if (secret.length !== secretLength) throw new ConversationRefusal('malformed');
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const place = concat(idBytes(conversationId), numberBytes(epoch, 4));
  const derive = (purpose: string) =>
    crypto.subtle.deriveKey(
      {
        name: 'HKDF',
        hash: 'SHA-256',
        salt: place,
        info: utf8(`Sottovoce 1.0 conversation ${purpose}`),
      },
      key,
      { name: 'AES-GCM', length: 256 },
      false,
      ['encrypt', 'decrypt'],
    );
  const [commitment, messageKey, descriptionKey, historyKey, markerKey] = await Promise.all([
    sha256(concat(utf8('Sottovoce 1.0 conversation key commitment\0'), place, secret)),
    derive('message'),
    derive('description'),
    derive('history link'),
    derive('marker'),
  ]);
  return { conversationId, epoch, secret, commitment, messageKey, descriptionKey, historyKey, markerKey };
}

/**
 * The key of an epoch that the log commits to.
 *
 * @throws {ConversationRefusal} `wrong-commitment`, or `malformed`.
 */
export async function committedKey(epoch: Epoch, secret: Bytes): Promise<EpochKey> {
  const key = await importEpochKey(epoch.conversationId, epoch.number, secret);
  if (!equal(key.commitment, epoch.commitment)) throw new ConversationRefusal('wrong-commitment');
  return key;
}

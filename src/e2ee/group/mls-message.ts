import {
  decodeMlsMessage,
  encodeMlsMessage,
  type KeyPackage,
  type PrivateMessage,
  type Welcome,
} from 'ts-mls';
import { type Bytes, copyOf } from '../bytes.ts';
import { suiteName } from './ciphersuite.ts';
import { Refusal } from './refusal.ts';

/** As MLSMessage (RFC 9420 section 6). */
export function encodeKeyPackage(keyPackage: KeyPackage): Bytes {
  return copyOf(encodeMlsMessage({ version: 'mls10', wireformat: 'mls_key_package', keyPackage }));
}

export function encodeWelcome(welcome: Welcome): Bytes {
  return copyOf(encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }));
}

export function encodePrivateMessage(privateMessage: PrivateMessage): Bytes {
  return copyOf(encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage }));
}

/** @throws {Refusal} `malformed`, or `downgrade` for another suite or version. */
export function parseKeyPackage(bytes: Uint8Array): KeyPackage {
  const message = parse(bytes);
  if (message.wireformat !== 'mls_key_package') throw new Refusal('malformed');
  const { keyPackage } = message;
  if (keyPackage.version !== 'mls10' || keyPackage.cipherSuite !== suiteName) throw new Refusal('downgrade');
  return keyPackage;
}

/** @throws {Refusal} `malformed`, or `downgrade` for another suite. */
export function parseWelcome(bytes: Uint8Array): Welcome {
  const message = parse(bytes);
  if (message.wireformat !== 'mls_welcome') throw new Refusal('malformed');
  if (message.welcome.cipherSuite !== suiteName) throw new Refusal('downgrade');
  return message.welcome;
}

/**
 * Only members send, and only PrivateMessages: what stands in the clear of one is the group, the epoch and whether
 * it is a commit (RFC 9420 section 6.3).
 *
 * @throws {Refusal} `malformed`, `external-commit`, `external-sender`, `not-private`.
 */
export function parsePrivateMessage(bytes: Uint8Array): PrivateMessage {
  const message = parse(bytes);
  switch (message.wireformat) {
    case 'mls_private_message':
      return message.privateMessage;
    case 'mls_public_message': {
      const { senderType } = message.publicMessage.content.sender;
      if (senderType === 'new_member_commit') throw new Refusal('external-commit');
      throw new Refusal(senderType === 'member' ? 'not-private' : 'external-sender');
    }
    default:
      throw new Refusal('malformed');
  }
}

function parse(bytes: Uint8Array): NonNullable<ReturnType<typeof decodeMlsMessage>>[0] {
  let decoded: ReturnType<typeof decodeMlsMessage>;
  try {
    decoded = decodeMlsMessage(bytes, 0);
  } catch (error) {
    throw new Refusal('malformed', error);
  }
  if (decoded === undefined || decoded[1] !== bytes.length) throw new Refusal('malformed');
  return decoded[0];
}

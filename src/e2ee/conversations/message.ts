import { type Bytes, concat, copyOf, sha256 } from '../bytes.ts';
import { type Content, encodeContent, parseContent, type UnsupportedContent } from './content.ts';
import type { DeviceSigner } from './device.ts';
import type { EpochKey } from './epoch-key.ts';
import {
  deviceKeyLength,
  hashLength,
  idBytes,
  LayoutReader,
  numberBytes,
  signatureLength,
} from './layout.ts';
import type { MembershipLog } from './membership-log.ts';
import { pad, unpad } from './padding.ts';
import { ConversationRefusal } from './refusal.ts';
import { nonceLength, open, seal, tagLength } from './sealing.ts';
import { isSignedBy, signatureOf } from './signature.ts';

const version = 1;
const largestBlock = 131_072;
const timeLength = 8;

/** What stands in clear before a message's ciphertext, signed with it. */
export interface MessageHead {
  readonly conversationId: string;
  /** Made by the author, 16 random bytes in base64url: the same message sent twice is one. */
  readonly messageId: string;
  readonly epoch: number;
  /** SHA-256 of the last entry of the log that the author has seen. */
  readonly logHead: Bytes;
  /** The account. */
  readonly author: string;
  /** Ed25519, 32 bytes. */
  readonly deviceKey: Bytes;
  /** Counts this device's messages in this conversation, from 0. */
  readonly counter: number;
  /** SHA-256 of all of this device's message before; zeros for its first one. */
  readonly previousHash: Bytes;
}

/** A message before it is opened. */
export interface ReceivedMessage extends MessageHead {
  /** SHA-256 of all of it. */
  readonly hash: Bytes;
  /** All before the nonce: associated data. */
  readonly head: Bytes;
  /** Nonce and ciphertext. */
  readonly sealed: Bytes;
  readonly signature: Bytes;
}

export interface OpenedMessage extends MessageHead {
  readonly hash: Bytes;
  /** Milliseconds since 1970 began, as the author says. */
  readonly sentAt: number;
  readonly content: Content | UnsupportedContent;
}

/** What an author writes: its place follows from the log, the key and the chain. */
export interface WrittenMessage
  extends Pick<MessageHead, 'messageId' | 'counter' | 'previousHash'>,
    Pick<OpenedMessage, 'sentAt'> {
  readonly content: Content;
}

/**
 * Seals and signs a message in the present epoch.
 *
 * @throws {ConversationRefusal} `wrong-epoch` for a key that is not the present epoch's, `rotation-due`,
 * `not-a-member`.
 * @throws {ZodError} For content that no reader would take.
 */
export async function sealMessage(
  log: MembershipLog,
  signer: DeviceSigner,
  key: EpochKey,
  written: WrittenMessage,
): Promise<Bytes> {
  const { epoch, rotationDue } = log.state;
  if (key.conversationId !== log.conversationId) throw new ConversationRefusal('wrong-conversation');
  if (key.epoch !== epoch) throw new ConversationRefusal('wrong-epoch');
  if (rotationDue) throw new ConversationRefusal('rotation-due');
  log.requireMember(signer.accountId, log.length - 1);
  const head = concat(
    numberBytes(version, 1),
    idBytes(log.conversationId),
    idBytes(written.messageId),
    numberBytes(epoch, 4),
    log.head,
    idBytes(signer.accountId),
    signer.deviceKey,
    numberBytes(written.counter, 4),
    written.previousHash,
  );
  const content = concat(numberBytes(written.sentAt, timeLength), encodeContent(written.content));
  const signed = concat(head, await seal(key.messageKey, head, pad(content, largestBlock)));
  return concat(signed, await signatureOf(signer, 'message', signed));
}

/**
 * Reads a message without opening it: which epoch's key it needs.
 *
 * @throws {ConversationRefusal} `malformed`.
 */
export async function readMessage(bytes: Uint8Array): Promise<ReceivedMessage> {
  const reader = new LayoutReader(bytes);
  reader.expect(version);
  const fields: MessageHead = {
    conversationId: reader.id(),
    messageId: reader.id(),
    epoch: reader.number(4),
    logHead: reader.take(hashLength),
    author: reader.id(),
    deviceKey: reader.take(deviceKeyLength),
    counter: reader.number(4),
    previousHash: reader.take(hashLength),
  };
  const head = reader.read();
  const length = reader.left - signatureLength;
  if (length > nonceLength + largestBlock + tagLength) throw new ConversationRefusal('malformed');
  const sealed = reader.take(length);
  return {
    ...fields,
    head,
    sealed,
    signature: reader.take(signatureLength),
    hash: await sha256(copyOf(bytes)),
  };
}

/**
 * Opens a message: its author was a member at the place of the log that it names, which lies in its epoch; a device of
 * the author's signed it; and it was sealed under the epoch's key. Whether messages are missing, come again or
 * contradict each other, an {@link AuthorChain} says.
 *
 * @throws {ConversationRefusal}
 */
export async function openMessage(
  log: MembershipLog,
  key: EpochKey,
  message: ReceivedMessage,
): Promise<OpenedMessage> {
  const { conversationId, author, deviceKey } = message;
  for (const id of [conversationId, key.conversationId]) {
    if (id !== log.conversationId) throw new ConversationRefusal('wrong-conversation');
  }
  const seen = log.headAt(message.logHead);
  if (seen.epoch !== message.epoch || key.epoch !== message.epoch)
    throw new ConversationRefusal('wrong-epoch');
  if (seen.rotationDue) throw new ConversationRefusal('rotation-due');
  log.requireMember(author, seen.index);
  log.requireDevice(author, deviceKey, log.epoch(message.epoch));
  const signed = concat(message.head, message.sealed);
  if (!(await isSignedBy(deviceKey, 'message', signed, message.signature))) {
    throw new ConversationRefusal('bad-signature');
  }
  const content = unpad(await open(key.messageKey, message.head, message.sealed));
  const reader = new LayoutReader(content);
  const sentAt = reader.number(timeLength);
  const { head: _head, sealed: _sealed, signature: _signature, ...rest } = message;
  return { ...rest, sentAt, content: parseContent(reader.take(reader.left)) };
}

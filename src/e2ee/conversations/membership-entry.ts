import { type Bytes, concat, sha256 } from '../bytes.ts';
import type { DeviceSigner } from './device.ts';
import {
  deviceKeyLength,
  hashLength,
  idBytes,
  LayoutReader,
  numberBytes,
  signatureLength,
} from './layout.ts';
import { descriptionLimit, encodeChange, type MembershipChange, readChange } from './membership-change.ts';
import { ConversationRefusal } from './refusal.ts';
import { changeKinds } from './role.ts';
import { isSignedBy, signatureOf } from './signature.ts';

const version = 1;

/** One entry of a conversation's log. */
export interface MembershipEntry {
  /** 16 random bytes in base64url. */
  readonly conversationId: string;
  /** Its place, from 0. */
  readonly index: number;
  /** SHA-256 of all of the entry before; zeros for the first one. */
  readonly previousHash: Bytes;
  /** The account. */
  readonly author: string;
  /** Ed25519, 32 bytes. */
  readonly deviceKey: Bytes;
  /** How many entries of its own account's device list the author had seen. */
  readonly authorDevices: number;
  /** Milliseconds since 1970 began, as the author says: nothing depends on it. */
  readonly time: number;
  readonly change: MembershipChange;
}

/** An entry as somebody hands it on. */
export interface ReceivedEntry extends MembershipEntry {
  /** SHA-256 of all of it. */
  readonly hash: Bytes;
  /** Whether the device that it names has signed it; whose device that is remains to be seen. */
  readonly isSigned: boolean;
}

/** An entry, signed: version 01, the fields in the order of {@link MembershipEntry}, the signature. */
export async function writeEntry(
  signer: DeviceSigner,
  entry: Omit<MembershipEntry, 'author' | 'deviceKey'>,
): Promise<Bytes> {
  const { kind, body } = encodeChange(entry.change);
  const content = concat(
    numberBytes(version, 1),
    idBytes(entry.conversationId),
    numberBytes(entry.index, 4),
    entry.previousHash,
    idBytes(signer.accountId),
    signer.deviceKey,
    numberBytes(entry.authorDevices, 4),
    numberBytes(entry.time, 8),
    kind,
    numberBytes(body.length, 4),
    body,
  );
  return concat(content, await signatureOf(signer, 'membership entry', content));
}

/** @throws {ConversationRefusal} `malformed`, or `too-many-members`. */
export async function readEntry(bytes: Uint8Array): Promise<ReceivedEntry> {
  const reader = new LayoutReader(bytes);
  reader.expect(version);
  const head = {
    conversationId: reader.id(),
    index: reader.number(4),
    previousHash: reader.take(hashLength),
    author: reader.id(),
    deviceKey: reader.take(deviceKeyLength),
    authorDevices: reader.number(4),
    time: reader.number(8),
  };
  const kind = reader.oneOf(changeKinds);
  const length = reader.number(4);
  if (length > descriptionLimit) throw new ConversationRefusal('malformed');
  const change = readChange(kind, new LayoutReader(reader.take(length)));
  const content = reader.read();
  const signature = reader.take(signatureLength);
  reader.end();
  const [hash, isSigned] = await Promise.all([
    sha256(reader.read()),
    isSignedBy(head.deviceKey, 'membership entry', content, signature),
  ]);
  return { ...head, change, hash, isSigned };
}

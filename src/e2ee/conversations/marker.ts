import { type Bytes, concat } from '../bytes.ts';
import type { DeviceSigner } from './device.ts';
import type { EpochKey } from './epoch-key.ts';
import { deviceKeyLength, idBytes, LayoutReader, numberBytes, signatureLength } from './layout.ts';
import type { MembershipLog } from './membership-log.ts';
import { ConversationRefusal } from './refusal.ts';
import { open, seal } from './sealing.ts';
import { isSignedBy, signatureOf } from './signature.ts';

const version = 1;

/** How far a member has come: sequences, as the server numbers messages; 0 for none. */
export interface Marker {
  readonly delivered: number;
  readonly read: number;
}

/** What stands in clear before the ciphertext. */
interface MarkerHead {
  readonly epoch: number;
  readonly author: string;
  readonly deviceKey: Bytes;
}

/**
 * Seals and signs a marker in the epoch of a key: version 01, conversation, epoch (4 bytes), author, device key; sealed
 * behind it two numbers of 8 bytes; the signature.
 */
export async function sealMarker(signer: DeviceSigner, key: EpochKey, marker: Marker): Promise<Bytes> {
  const head = concat(
    numberBytes(version, 1),
    idBytes(key.conversationId),
    numberBytes(key.epoch, 4),
    idBytes(signer.accountId),
    signer.deviceKey,
  );
  const content = concat(numberBytes(marker.delivered, 8), numberBytes(marker.read, 8));
  const signed = concat(head, await seal(key.markerKey, head, content));
  return concat(signed, await signatureOf(signer, 'marker', signed));
}

/**
 * Opens a member's marker.
 *
 * @param author Whose it is said to be.
 * @param keyOf Gives the key of an epoch.
 * @throws {ConversationRefusal}
 */
export async function openMarker(
  log: MembershipLog,
  author: string,
  keyOf: (epoch: number) => Promise<EpochKey>,
  bytes: Uint8Array,
): Promise<Marker> {
  const reader = new LayoutReader(bytes);
  reader.expect(version);
  if (reader.id() !== log.conversationId) throw new ConversationRefusal('wrong-conversation');
  const fields: MarkerHead = {
    epoch: reader.number(4),
    author: reader.id(),
    deviceKey: reader.take(deviceKeyLength),
  };
  const head = reader.read();
  const sealed = reader.take(reader.left - signatureLength);
  const signed = reader.read();
  const signature = reader.take(signatureLength);
  if (fields.author !== author) throw new ConversationRefusal('not-a-member');
  const epoch = log.epoch(fields.epoch);
  log.requireMember(author, epoch.startIndex);
  log.requireDevice(author, fields.deviceKey, epoch);
  if (!(await isSignedBy(fields.deviceKey, 'marker', signed, signature))) {
    throw new ConversationRefusal('bad-signature');
  }
  const key = await keyOf(fields.epoch);
  const content = new LayoutReader(await open(key.markerKey, head, sealed));
  const [delivered, read] = [content.number(8), content.number(8)];
  content.end();
  return { delivered, read };
}

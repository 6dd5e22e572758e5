import { type Bytes, concat, equal, sha256, utf8 } from '../bytes.ts';
import { openSealed, type SealContext, sealTo } from '../identity/seal-suite.ts';
import type { DeviceSigner } from './device.ts';
import { committedKey, type EpochKey } from './epoch-key.ts';
import { historyLinkLength, sealHistoryLink } from './history-link.ts';
import {
  deviceKeyLength,
  hashLength,
  idBytes,
  LayoutReader,
  numberBytes,
  signatureLength,
} from './layout.ts';
import { mostMembers } from './membership-change.ts';
import type { Epoch } from './membership-history.ts';
import type { MembershipLog } from './membership-log.ts';
import { ConversationRefusal } from './refusal.ts';
import { isSignedBy, signatureOf } from './signature.ts';

const version = 1;

/** One person to whom keys are sealed. */
export interface SealRecipient {
  readonly accountId: string;
  /** The X-Wing key of their identity as the sealer has pinned it, 1216 bytes. */
  readonly sealKey: Bytes;
}

/** This person, who opens what was sealed to them. */
export interface SealOwner {
  readonly accountId: string;
  /** The private X-Wing key of the identity, 32 bytes. */
  readonly sealSecret: Bytes;
}

/** The key of an epoch as the server carries it. */
export interface SealedEpochKey {
  /** For all: what the key is, who sealed it to whom, the hash of each box, a signature. */
  readonly cover: Bytes;
  /** By account: what only its owner can open, 1168 bytes. */
  readonly boxes: ReadonlyMap<string, Bytes>;
  /** Accounts whose key takes nothing: they go without, and everybody else does not. */
  readonly unsealed: readonly string[];
}

/**
 * Seals the present epoch's key to members, all of them or whoever still lacks it.
 *
 * @param log Up to the entry that began the epoch, or further within it.
 * @param previous The key of the epoch before, where the log links back to it; it is not handed on otherwise.
 * @throws {ConversationRefusal} `wrong-commitment` for a key that is not the epoch's, `not-a-member` for a recipient
 * or a signer who is none, `wrong-epoch` where the link back needs a key that is not given.
 */
export async function sealEpochKey(
  log: MembershipLog,
  signer: DeviceSigner,
  key: EpochKey,
  previous: EpochKey | undefined,
  recipients: readonly SealRecipient[],
): Promise<SealedEpochKey> {
  const epoch = log.presentEpoch;
  if (!equal(key.commitment, epoch.commitment)) throw new ConversationRefusal('wrong-commitment');
  for (const accountId of [signer.accountId, ...recipients.map((recipient) => recipient.accountId)]) {
    log.requireMember(accountId, log.length - 1);
  }
  const place = { epoch, author: signer.accountId, deviceKey: signer.deviceKey };
  const link = await linkOf(epoch, key, previous);
  const boxes = new Map<string, Bytes>();
  const sealedTo = new Map<string, SealedTo>();
  await Promise.all(
    recipients.map(async ({ accountId, sealKey }) => {
      const box = await sealTo(sealKey, contextOf(place, accountId), key.secret);
      if (!box) return;
      const [sealKeyHash, boxHash] = await Promise.all([sha256(sealKey), sha256(box)]);
      boxes.set(accountId, box);
      sealedTo.set(accountId, { sealKeyHash, boxHash });
    }),
  );
  const content = encodeCover(place, link, sealedTo);
  const cover = concat(content, await signatureOf(signer, 'epoch key', content));
  const unsealed = recipients.map(({ accountId }) => accountId).filter((accountId) => !boxes.has(accountId));
  return { cover, boxes, unsealed };
}

/**
 * Opens the key of an epoch that was sealed to this person. No other box than their own is needed.
 *
 * @throws {ConversationRefusal}
 */
export async function openEpochKey(
  log: MembershipLog,
  owner: SealOwner,
  cover: Uint8Array,
  box: Bytes,
): Promise<EpochKey> {
  const { epoch, author, deviceKey, sealedTo } = await readCover(log, cover);
  const own = sealedTo.get(owner.accountId);
  if (!own) throw new ConversationRefusal('not-for-this-account');
  if (!equal(own.boxHash, await sha256(box))) throw new ConversationRefusal('not-authentic');
  const context = contextOf({ epoch, author, deviceKey }, owner.accountId);
  const secret = await openSealed(owner.sealSecret, context, box);
  if (!secret) throw new ConversationRefusal('not-authentic');
  return committedKey(epoch, secret);
}

/** One recipient as a cover names them. */
export interface SealedTo {
  /** SHA-256 of the X-Wing key: another one than the reader has pinned means that the server shows two of them. */
  readonly sealKeyHash: Bytes;
  /** SHA-256 of the box. */
  readonly boxHash: Bytes;
}

/** What a cover says, once it is verified. */
export interface Cover {
  readonly epoch: Epoch;
  /** Who sealed the key. Whoever has it may: the log commits to it. */
  readonly author: string;
  readonly deviceKey: Bytes;
  /** By account. */
  readonly sealedTo: ReadonlyMap<string, SealedTo>;
  /** Leads to the key of the epoch before, for {@link openHistoryLink}; there where the log's policy has it so. */
  readonly link: Bytes | undefined;
}

/** @throws {ConversationRefusal} */
export async function readCover(log: MembershipLog, cover: Uint8Array): Promise<Cover> {
  const reader = new LayoutReader(cover);
  reader.expect(version);
  if (reader.id() !== log.conversationId) throw new ConversationRefusal('wrong-conversation');
  const epoch = log.epoch(reader.number(4));
  const startHash = reader.take(hashLength);
  const author = reader.id();
  const deviceKey = reader.take(deviceKeyLength);
  const commitment = reader.take(hashLength);
  const link = reader.flag() ? reader.take(historyLinkLength) : undefined;
  const sealedTo = readSealedTo(reader);
  const content = reader.read();
  const signature = reader.take(signatureLength);
  reader.end();
  if (!equal(startHash, epoch.startHash)) throw new ConversationRefusal('unknown-head');
  if (!equal(commitment, epoch.commitment)) throw new ConversationRefusal('wrong-commitment');
  for (const accountId of [author, ...sealedTo.keys()]) log.requireMember(accountId, epoch.startIndex);
  log.requireDevice(author, deviceKey, epoch);
  if (!(await isSignedBy(deviceKey, 'epoch key', content, signature))) {
    throw new ConversationRefusal('bad-signature');
  }
  // The policy binds who seals: neither more history than it says, nor less.
  if ((link !== undefined) !== epoch.linksBack) throw new ConversationRefusal('not-allowed');
  return { epoch, author, deviceKey, sealedTo, link };
}

type Place = Pick<Cover, 'epoch' | 'author' | 'deviceKey'>;

async function linkOf(
  epoch: Epoch,
  key: EpochKey,
  previous: EpochKey | undefined,
): Promise<Bytes | undefined> {
  if (!epoch.linksBack) return undefined;
  if (!previous) throw new ConversationRefusal('wrong-epoch');
  return sealHistoryLink(key, previous);
}

/** All that a key is sealed for, so that a box opens in no other place. */
function contextOf(place: Place, accountId: string): SealContext {
  return {
    info: concat(utf8('Sottovoce 1.0 conversation epoch key\0'), encodePlace(place)),
    associatedData: idBytes(accountId),
  };
}

function encodePlace({ epoch, author, deviceKey }: Place): Bytes {
  return concat(
    idBytes(epoch.conversationId),
    numberBytes(epoch.number, 4),
    epoch.startHash,
    idBytes(author),
    deviceKey,
    epoch.commitment,
  );
}

function encodeCover(place: Place, link: Bytes | undefined, sealedTo: ReadonlyMap<string, SealedTo>): Bytes {
  const each = [...sealedTo].map(([accountId, { sealKeyHash, boxHash }]) =>
    concat(idBytes(accountId), sealKeyHash, boxHash),
  );
  return concat(
    numberBytes(version, 1),
    encodePlace(place),
    numberBytes(link ? 1 : 0, 1),
    link ?? new Uint8Array(),
    numberBytes(sealedTo.size, 2),
    ...each,
  );
}

function readSealedTo(reader: LayoutReader): ReadonlyMap<string, SealedTo> {
  const count = reader.number(2);
  if (count > mostMembers) throw new ConversationRefusal('too-many-members');
  const sealedTo = new Map<string, SealedTo>();
  for (let read = 0; read < count; read += 1) {
    sealedTo.set(reader.id(), { sealKeyHash: reader.take(hashLength), boxHash: reader.take(hashLength) });
  }
  if (sealedTo.size < count) throw new ConversationRefusal('malformed');
  return sealedTo;
}

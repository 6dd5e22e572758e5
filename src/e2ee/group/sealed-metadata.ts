import {
  type Bytes,
  bigEndian,
  concat,
  copyOf,
  fromBigEndian,
  fromUtf8,
  randomBytes,
  utf8,
} from '../bytes.ts';
import type { Invitation } from './invitation.ts';
import type { JoinRequest } from './join-request.ts';
import { isDisplayName } from './member-credential.ts';

/** What the server carries for a room and is not to read. The purpose is authenticated: none passes for another. */
type Purpose = 'name' | 'key package';

const nonceLength = 12;
/** 64 code points of four bytes each, behind two bytes for the length. */
const nameBlockLength = 2 + 256;

/**
 * Seals for everyone who has the invitation: nonce (12 bytes, random), then AES-256-GCM under the invitation's
 * metadata key, with the label `Sottovoce metadata 1 <purpose>` as associated data.
 */
async function sealFor({ metadataKey }: Invitation, purpose: Purpose, content: Uint8Array): Promise<Bytes> {
  const iv = randomBytes(nonceLength);
  const sealed = await crypto.subtle.encrypt(parameters(iv, purpose), metadataKey, copyOf(content));
  return concat(iv, new Uint8Array(sealed));
}

/** @returns Nothing for what was not sealed with this invitation, for this purpose. */
async function openFor(
  { metadataKey }: Invitation,
  purpose: Purpose,
  sealed: Uint8Array,
): Promise<Bytes | undefined> {
  if (sealed.length < nonceLength) return undefined;
  const iv = copyOf(sealed.subarray(0, nonceLength));
  const opened = await crypto.subtle
    .decrypt(parameters(iv, purpose), metadataKey, copyOf(sealed.subarray(nonceLength)))
    .catch(() => undefined);
  return opened && new Uint8Array(opened);
}

/**
 * A display name as others see it before they are in the call. All names are equally long: two bytes for the
 * length, big endian, the name in UTF-8, zeros up to 258 bytes. Whoever has the invitation can seal any name: it is
 * proof of nothing.
 *
 * @param name At most 256 bytes long.
 * @throws {RangeError} For a longer one.
 */
export async function sealName(invitation: Invitation, name: string): Promise<Bytes> {
  const bytes = utf8(name);
  if (bytes.length > nameBlockLength - 2) throw new RangeError('A name has at most 256 bytes.');
  const block = new Uint8Array(nameBlockLength);
  block.set(bigEndian(BigInt(bytes.length), 2));
  block.set(bytes, 2);
  return sealFor(invitation, 'name', block);
}

/** @returns Nothing for what {@link sealName} did not make with this invitation. */
export async function openName(invitation: Invitation, sealed: Uint8Array): Promise<string | undefined> {
  const block = await openFor(invitation, 'name', sealed);
  if (block?.length !== nameBlockLength) return undefined;
  const end = 2 + Number(fromBigEndian(block.subarray(0, 2)));
  if (end > nameBlockLength) return undefined;
  if (block.subarray(end).some((byte) => byte !== 0)) return undefined;
  const name = fromUtf8(block.subarray(2, end));
  return name !== undefined && isDisplayName(name) ? name : undefined;
}

/** A request as the server relays it: who asks, and with which device, is for those inside. */
export async function sealJoinRequest(invitation: Invitation, request: JoinRequest): Promise<JoinRequest> {
  return { keyPackage: await sealFor(invitation, 'key package', request.keyPackage), mac: request.mac };
}

/** @returns Nothing for a request that was made with another invitation. */
export async function openJoinRequest(
  invitation: Invitation,
  sealed: JoinRequest,
): Promise<JoinRequest | undefined> {
  const keyPackage = await openFor(invitation, 'key package', sealed.keyPackage);
  return keyPackage && { keyPackage, mac: sealed.mac };
}

function parameters(iv: Bytes, purpose: Purpose): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(`Sottovoce metadata 1 ${purpose}`) };
}

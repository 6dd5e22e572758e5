import { type Bytes, bigEndian, concat, copyOf, fromBigEndian, utf8 } from '../bytes.ts';
import { IdentityRefusal } from './identity-refusal.ts';
import { isSignedFor, publicKeyLength, signatureLength, signedBytes, signFor } from './signing.ts';

/** What a device list says of one device. */
export type DeviceChange =
  | {
      readonly kind: 'add';
      /** Its name, sealed for its owner alone: at most 200 bytes. */
      readonly sealedLabel: Bytes;
    }
  | { readonly kind: 'revoke' };

export interface DeviceEntry {
  /** 16 bytes in base64url. */
  readonly accountId: string;
  /** From 0. */
  readonly index: number;
  /** SHA-256 of the entry before; zeros for the first one. */
  readonly previous: Bytes;
  /** Milliseconds since 1970 began, as the device that made it had them. */
  readonly at: number;
  /** Ed25519, 32 bytes. */
  readonly deviceKey: Bytes;
  readonly change: DeviceChange;
}

const version = 1;
const kinds = { add: 1, revoke: 2 } as const;
const accountLength = 22;
const headLength = 1 + accountLength + 2 + 32 + 8 + 1 + publicKeyLength + 1;
const labelLimit = 200;

/**
 * Signs an entry: by the identity, and where it adds a device by that one first, so that nobody takes another's for
 * their own.
 *
 * @param signAsDevice Ed25519 with the device's key, over the bytes as they are; for an entry that adds one.
 */
export async function signDeviceEntry(
  entry: DeviceEntry,
  signingKey: CryptoKey,
  signAsDevice?: (content: Bytes) => Promise<Bytes>,
): Promise<Bytes> {
  const head = headOf(entry);
  if (entry.change.kind === 'revoke') return concat(head, await signFor('device entry', signingKey, head));
  if (signAsDevice === undefined) throw new TypeError('A device is added with its own signature.');
  const signed = concat(head, await signAsDevice(signedBytes('device possession', head)));
  return concat(signed, await signFor('device entry', signingKey, signed));
}

/**
 * Reads an entry and checks what it is signed by.
 *
 * @param identityKey Of the account whose list it is said to be in.
 * @throws {IdentityRefusal} `malformed`, `not-authentic`.
 */
export async function openDeviceEntry(entry: Uint8Array, identityKey: Uint8Array): Promise<DeviceEntry> {
  const bytes = copyOf(entry);
  const opened = read(bytes);
  const isAdding = opened.change.kind === 'add';
  const headEnd = bytes.length - signatureLength * (isAdding ? 2 : 1);
  const identityEnd = bytes.length - signatureLength;
  const isSigned = await isSignedFor(
    'device entry',
    identityKey,
    bytes.subarray(0, identityEnd),
    bytes.subarray(identityEnd),
  );
  const isOwned =
    !isAdding ||
    (await isSignedFor(
      'device possession',
      opened.deviceKey,
      bytes.subarray(0, headEnd),
      bytes.subarray(headEnd, identityEnd),
    ));
  if (!isSigned || !isOwned) throw new IdentityRefusal('not-authentic');
  return opened;
}

/**
 * Version 01, account (22 characters), index (2 bytes), hash of the entry before (32), time (8), kind (01 adds, 02
 * revokes), device key (32), length of the sealed label (1) and the label.
 */
function headOf({ accountId, index, previous, at, deviceKey, change }: DeviceEntry): Bytes {
  const label = change.kind === 'add' ? change.sealedLabel : new Uint8Array();
  if (label.length > labelLimit) throw new RangeError('The label of a device is too long.');
  return concat(
    Uint8Array.of(version),
    utf8(accountId),
    bigEndian(BigInt(index), 2),
    previous,
    bigEndian(BigInt(at), 8),
    Uint8Array.of(kinds[change.kind]),
    deviceKey,
    Uint8Array.of(label.length),
    label,
  );
}

function read(bytes: Bytes): DeviceEntry {
  let offset = 0;
  const take = (length: number): Bytes => {
    offset += length;
    return bytes.slice(offset - length, offset);
  };
  if (bytes.length < headLength + signatureLength || take(1)[0] !== version)
    throw new IdentityRefusal('malformed');
  const accountId = String.fromCharCode(...take(accountLength));
  const index = Number(fromBigEndian(take(2)));
  const previous = take(32);
  const at = Number(fromBigEndian(take(8)));
  const kind = take(1)[0];
  const deviceKey = take(publicKeyLength);
  const sealedLabel = take(take(1)[0] ?? 0);
  const isAdding = kind === kinds.add;
  const length = offset + signatureLength * (isAdding ? 2 : 1);
  const isWhole = bytes.length === length && sealedLabel.length <= labelLimit;
  if (!isWhole || !(isAdding || (kind === kinds.revoke && sealedLabel.length === 0))) {
    throw new IdentityRefusal('malformed');
  }
  const change: DeviceChange = isAdding ? { kind: 'add', sealedLabel } : { kind: 'revoke' };
  return { accountId, index, previous, at, deviceKey, change };
}

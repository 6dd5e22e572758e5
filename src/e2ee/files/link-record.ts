import { type Bytes, concat, copyOf, randomBytes, utf8 } from '../bytes.ts';
import { deriveKey } from './derivation.ts';
import { FileRefusal } from './file-errors.ts';
import type { FileLink } from './file-link.ts';
import {
  decodeStretching,
  encodeStretching,
  newStretching,
  passwordHeadLength,
  type Stretching,
  stretch,
} from './link-password.ts';

const version = 1;
const nonceLength = 12;
const sealedKeyLength = 32 + 16;

/** A record that has the shape of one. */
interface LinkRecord {
  /** All before the nonce. */
  readonly head: Bytes;
  readonly iv: Bytes;
  readonly sealedKey: Bytes;
  readonly stretching: Stretching | undefined;
}

/**
 * What the server keeps for a link: the file's key, sealed with AES-256-GCM under a key that only the link's secret gives,
 * together with its password where it has one. A link is withdrawn by deleting it.
 *
 * Version 01; 00, or 01 and how the password is stretched (22 bytes); nonce (12, random); ciphertext and tag (48). The
 * associated data are a label, the file's id, and all before the nonce.
 *
 * @param fileKey 32 bytes.
 * @throws {RangeError} For another length, and an empty password.
 */
export async function sealLink(
  link: FileLink,
  fileKey: Bytes,
  password?: string,
  stretchedBy: Stretching = newStretching(),
): Promise<Bytes> {
  if (fileKey.length !== 32) throw new RangeError('A file key has 32 bytes.');
  if (password === '') throw new RangeError('A password is not empty.');
  const stretching = password === undefined ? undefined : stretchedBy;
  const head = concat(
    Uint8Array.of(version, stretching === undefined ? 0 : 1),
    stretching === undefined ? new Uint8Array() : encodeStretching(stretching),
  );
  const iv = randomBytes(nonceLength);
  const key = await linkKeyOf(link, password, stretching);
  const sealed = await crypto.subtle.encrypt(parameters(iv, link, head), key, fileKey);
  return concat(head, iv, new Uint8Array(sealed));
}

/** Whether somebody has to be asked for a password. @throws {FileRefusal} `cannot-open` where it is no record. */
export function needsPassword(record: Uint8Array): boolean {
  return decode(record).stretching !== undefined;
}

/**
 * @param password Of no meaning where the link has none.
 * @returns The file's key.
 * @throws {FileRefusal} `cannot-open`, whatever is wrong with the link, its record or the password.
 */
export async function openLink(link: FileLink, record: Uint8Array, password?: string): Promise<Bytes> {
  const { head, iv, sealedKey, stretching } = decode(record);
  const key = await linkKeyOf(link, password, stretching);
  const fileKey = await crypto.subtle.decrypt(parameters(iv, link, head), key, sealedKey).catch(() => {
    throw new FileRefusal('cannot-open');
  });
  return new Uint8Array(fileKey);
}

async function linkKeyOf(
  { secret }: FileLink,
  password: string | undefined,
  stretching: Stretching | undefined,
): Promise<CryptoKey> {
  if (stretching === undefined) return deriveKey(secret, 'file link');
  if (password === undefined) throw new FileRefusal('cannot-open');
  return deriveKey(concat(secret, await stretch(password, stretching)), 'file link with password');
}

function decode(record: Uint8Array): LinkRecord {
  const bytes = copyOf(record);
  const hasPassword = bytes[1] === 1;
  const headLength = 2 + (hasPassword ? passwordHeadLength : 0);
  const isOne = bytes[0] === version && (hasPassword || bytes[1] === 0);
  if (!isOne || bytes.length !== headLength + nonceLength + sealedKeyLength) {
    throw new FileRefusal('cannot-open');
  }
  const stretching = hasPassword ? decodeStretching(bytes.slice(2, headLength)) : undefined;
  if (hasPassword && stretching === undefined) throw new FileRefusal('cannot-open');
  return {
    head: bytes.slice(0, headLength),
    iv: bytes.slice(headLength, headLength + nonceLength),
    sealedKey: bytes.slice(headLength + nonceLength),
    stretching,
  };
}

function parameters(iv: Bytes, { fileId }: FileLink, head: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: concat(utf8(`Sottovoce 1.0 file link\0${fileId}\0`), head) };
}

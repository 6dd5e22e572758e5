import { type Bytes, concat, copyOf, randomBytes } from '../bytes.ts';

/**
 * What a commit carries beside its proposals, in its `authenticated_data`, which the commit's signature and the
 * transcript cover (RFC 9420 section 6.1).
 */
export interface CommitData {
  /** One per Add, in the order of the Adds; 32 bytes each. */
  readonly joinMacs: readonly Bytes[];
  /** The secret of a new invitation, which replaces the current one. */
  readonly renewal: Bytes | undefined;
}

const version = 1;
const macLength = 32;
const secretLength = 32;
const nonceLength = 12;
const blockLength = 256;

/**
 * A PrivateMessage leaves `authenticated_data` in clear, so it is sealed for the members of the epoch: the server
 * sees neither the MACs nor that an invitation was renewed. Sealed: nonce (12 bytes, random), then AES-128-GCM of
 *
 * | bytes | what |
 * | --- | --- |
 * | 1 | version, 1 |
 * | 1 | 1 if a renewal follows the MACs, else 0 |
 * | 2 | number of join MACs, big endian |
 * | 32 each | join MACs |
 * | 32 or 0 | secret of the renewed invitation |
 * | to a multiple of 256 | zeros |
 *
 * @param key 16 bytes, exported from the epoch that the commit ends.
 */
export async function sealCommitData(key: Uint8Array, { joinMacs, renewal }: CommitData): Promise<Bytes> {
  const head = Uint8Array.of(version, renewal ? 1 : 0, joinMacs.length >> 8, joinMacs.length & 0xff);
  const content = concat(head, ...joinMacs, renewal ?? new Uint8Array());
  const padded = new Uint8Array(Math.ceil(content.length / blockLength) * blockLength);
  padded.set(content);
  const iv = randomBytes(nonceLength);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await importKey(key), padded);
  return concat(iv, new Uint8Array(sealed));
}

/** @returns Nothing if it does not open, or is not laid out as {@link sealCommitData} does it, to the last byte. */
export async function openCommitData(key: Uint8Array, sealed: Uint8Array): Promise<CommitData | undefined> {
  if (sealed.length < nonceLength) return undefined;
  const iv = copyOf(sealed.subarray(0, nonceLength));
  const ciphertext = copyOf(sealed.subarray(nonceLength));
  const opened = await crypto.subtle
    .decrypt({ name: 'AES-GCM', iv }, await importKey(key), ciphertext)
    .catch(() => undefined);
  return opened && parse(new Uint8Array(opened));
}

function parse(bytes: Bytes): CommitData | undefined {
  const [first, renews, high = 0, low = 0] = bytes;
  if (first !== version || (renews !== 0 && renews !== 1)) return undefined;
  const macsEnd = 4 + (high * 256 + low) * macLength;
  const end = macsEnd + (renews === 1 ? secretLength : 0);
  if (bytes.length !== Math.ceil(end / blockLength) * blockLength) return undefined;
  if (bytes.subarray(end).some((byte) => byte !== 0)) return undefined;
  const joinMacs: Bytes[] = [];
  for (let at = 4; at < macsEnd; at += macLength) joinMacs.push(bytes.slice(at, at + macLength));
  return { joinMacs, renewal: renews === 1 ? bytes.slice(macsEnd, end) : undefined };
}

function importKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', copyOf(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

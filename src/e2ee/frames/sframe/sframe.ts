import { type Bytes, bigEndian, concat } from '../../bytes.ts';
import { encodeHeader, headerLength, type SFrameHeader } from './header.ts';
import type { FrameKey } from './key-schedule.ts';
import { SFrameError } from './sframe-error.ts';

/** How many bytes `seal` makes of `plaintextLength` bytes: header, ciphertext and tag. */
export function sealedLength(key: FrameKey, counter: bigint, plaintextLength: number): number {
  return headerLength(key.kid, counter) + plaintextLength + key.suite.tagLength;
}

/**
 * Seals a frame (RFC 9605, section 4.4.3).
 *
 * @param counter Never used before with this key: the same counter twice gives both plaintexts away.
 * @param metadata What the receiver must know to be the same, and is not sent.
 * @param place Where to write; exactly {@link sealedLength} bytes. New memory where left out.
 * @returns `place`.
 */
export async function seal(
  key: FrameKey,
  counter: bigint,
  plaintext: Bytes,
  metadata: Bytes,
  place: Bytes = new Uint8Array(sealedLength(key, counter, plaintext.length)),
): Promise<Bytes> {
  const header = encodeHeader(key.kid, counter);
  const ciphertext = await key.aead.seal(nonce(key, counter), concat(header, metadata), plaintext);
  if (place.length !== header.length + ciphertext.length) {
    throw new RangeError('The place has another length than what is sealed');
  }
  place.set(header);
  place.set(ciphertext, header.length);
  return place;
}

/**
 * Opens a frame (RFC 9605, section 4.4.4).
 *
 * @param header As `decodeHeader` read it from `sealed`; `key` is the one that it names.
 * @throws SFrameError `not-authentic`.
 */
export async function open(
  key: FrameKey,
  header: SFrameHeader,
  sealed: Bytes,
  metadata: Bytes,
): Promise<Bytes> {
  const associatedData = concat(sealed.subarray(0, header.length), metadata);
  const ciphertext = sealed.subarray(header.length);
  const plaintext = await key.aead.open(nonce(key, header.counter), associatedData, ciphertext);
  if (plaintext === undefined) throw new SFrameError('not-authentic');
  return plaintext;
}

function nonce(key: FrameKey, counter: bigint): Bytes {
  const bytes = bigEndian(counter, key.suite.nonceLength);
  for (const [at, byte] of key.salt.entries()) bytes[at] = (bytes[at] ?? 0) ^ byte;
  return bytes;
}

import type { Bytes } from '../../bytes.ts';

/**
 * The sizes that audio is padded to, in bytes with the padding. The lengths of a variable bitrate spell
 * phrases to whoever sees the packets; of these few sizes, speech uses the first or the first two.
 *
 * In 20 ms, Opus makes 80 bytes on average at 32 kbit/s and 160 at 64 kbit/s, and peaks at about one and a
 * half times that. So everything to 32 kbit/s looks the same, and to 64 kbit/s two sizes appear. A frame of
 * Opus has at most 1,275 bytes (RFC 6716, section 3.2.1); a packet of several frames goes to a multiple
 * of the largest size.
 */
const buckets = [128, 256, 512] as const;
const largestBucket = 1280;

/** Ends the frame within the padding; only zeros follow. */
const marker = 0x80;

/**
 * Pads a frame for its seal: the frame, one byte `80`, and zeros up to the smallest bucket that
 * holds the frame and the marker (as in ISO/IEC 7816-4). The last byte that is not zero ends it.
 */
export function pad(frame: Bytes): Bytes {
  const padded = new Uint8Array(bucket(frame.length));
  padded.set(frame);
  padded[frame.length] = marker;
  return padded;
}

/** @returns A view of the frame in `padded`, or `undefined` where {@link pad} would not have made it so. */
export function unpad(padded: Bytes): Bytes | undefined {
  const length = padded.findLastIndex((byte) => byte !== 0);
  if (padded[length] !== marker || bucket(length) !== padded.length) return undefined;
  return padded.subarray(0, length);
}

function bucket(length: number): number {
  const needed = length + 1;
  return buckets.find((size) => size >= needed) ?? Math.ceil(needed / largestBucket) * largestBucket;
}

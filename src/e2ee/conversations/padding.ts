import type { Bytes } from '../bytes.ts';
import { numberBytes } from './layout.ts';
import { ConversationRefusal } from './refusal.ts';

const lengthLength = 4;
const smallestBucket = 256;

/**
 * The content's length (4 bytes), the content, and zeros up to the next power of two from 256 on.
 *
 * @param largest The largest bucket, in bytes.
 * @throws {RangeError} For content that it does not hold.
 */
export function pad(content: Bytes, largest: number): Bytes {
  const bucket = bucketOf(content.length);
  if (bucket > largest) throw new RangeError(`At most ${largest - lengthLength} bytes can be sealed.`);
  const block = new Uint8Array(bucket);
  block.set(numberBytes(content.length, lengthLength));
  block.set(content, lengthLength);
  return block;
}

/** @throws {ConversationRefusal} `malformed` for what {@link pad} does not make, to the last zero. */
export function unpad(block: Bytes): Bytes {
  if (block.length < smallestBucket) throw new ConversationRefusal('malformed');
  const length = new DataView(block.buffer, block.byteOffset).getUint32(0);
  const end = lengthLength + length;
  if (block.length !== bucketOf(length) || block.subarray(end).some((byte) => byte !== 0)) {
    throw new ConversationRefusal('malformed');
  }
  return block.slice(lengthLength, end);
}

function bucketOf(length: number): number {
  let bucket = smallestBucket;
  while (bucket < lengthLength + length) bucket *= 2;
  return bucket;
}

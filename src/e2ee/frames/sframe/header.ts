import { type Bytes, bigEndian, fromBigEndian } from '../../bytes.ts';
import { SFrameError } from './sframe-error.ts';

/** What stands in clear before a sealed frame (RFC 9605, section 4.3). */
export interface SFrameHeader {
  /** Names the key; 0 to 2^64 - 1. */
  readonly kid: bigint;
  /** Names the frame among those of its key; 0 to 2^64 - 1. */
  readonly counter: bigint;
  /** How many bytes the encoded header takes: 1 to 17. */
  readonly length: number;
}

/** Values below this stand in the config byte itself. */
const inlineLimit = 8n;
const largest = 2n ** 64n - 1n;

/** @throws RangeError where a number is below 0 or above 2^64 - 1. */
export function encodeHeader(kid: bigint, counter: bigint): Bytes {
  const kidLength = valueLength(kid);
  const counterLength = valueLength(counter);
  const header = new Uint8Array(1 + kidLength + counterLength);
  header[0] = (nibble(kid, kidLength) << 4) | nibble(counter, counterLength);
  if (kidLength > 0) header.set(bigEndian(kid, kidLength), 1);
  if (counterLength > 0) header.set(bigEndian(counter, counterLength), 1 + kidLength);
  return header;
}

/** How many bytes {@link encodeHeader} makes of these. */
export function headerLength(kid: bigint, counter: bigint): number {
  return 1 + valueLength(kid) + valueLength(counter);
}

/**
 * Reads the header that `frame` begins with.
 *
 * Each number has one spelling only, the shortest: what could be spelled twice could be counted twice.
 *
 * @throws SFrameError `truncated` or `not-minimal`.
 */
export function decodeHeader(frame: Bytes): SFrameHeader {
  const [config] = frame;
  if (config === undefined) throw new SFrameError('truncated');
  const kid = readValue(frame, 1, config >> 4);
  const counter = readValue(frame, 1 + kid.length, config & 0xf);
  return { kid: kid.value, counter: counter.value, length: 1 + kid.length + counter.length };
}

/** A flag that more bytes follow, and either their number less one or the value itself. */
function nibble(value: bigint, length: number): number {
  return length === 0 ? Number(value) : 0b1000 | (length - 1);
}

/** How many bytes a value takes outside of the config byte. */
function valueLength(value: bigint): number {
  if (value < 0n || value > largest) throw new RangeError(`${value} is not an unsigned integer of 64 bits`);
  if (value < inlineLimit) return 0;
  let length = 1;
  for (let rest = value >> 8n; rest > 0n; rest >>= 8n) length += 1;
  return length;
}

function readValue(frame: Bytes, at: number, bits: number): { value: bigint; length: number } {
  if ((bits & 0b1000) === 0) return { value: BigInt(bits), length: 0 };
  const length = (bits & 0b0111) + 1;
  if (frame.length < at + length) throw new SFrameError('truncated');
  const value = fromBigEndian(frame.subarray(at, at + length));
  if (valueLength(value) !== length) throw new SFrameError('not-minimal');
  return { value, length };
}

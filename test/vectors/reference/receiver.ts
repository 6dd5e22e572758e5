/** The other end of {@link sentFrame}: opens what it sent, or says why not. */
import { associatedData, av1SequenceHeader, codecs, pad, prefixes, vp8Delta, vp8Key } from './frames.ts';
import { openGcm } from './primitives.ts';
import { sframeHeader, sframeKey, sframeNonce } from './sframe.ts';

export interface ReceiverInput {
  /** Of the one epoch that this receiver knows. */
  readonly baseKey: Buffer;
  readonly epoch: bigint;
  readonly leaf: number;
  readonly source: number;
  readonly codec: number;
  /** What arrived before, in order. */
  readonly earlier: readonly Buffer[];
  readonly received: Buffer;
}

class Refused extends Error {}

/** @returns The encoder's frame, or the first reason, in the order in which they are looked for, why there is none. */
export function receive(input: ReceiverInput): { frame: Buffer } | { reason: string } {
  const seen = new Map<bigint, bigint[]>();
  try {
    for (const frame of input.earlier) open(input, frame, seen);
    return { frame: open(input, input.received, seen) };
  } catch (error) {
    if (error instanceof Refused) return { reason: error.message };
    throw error;
  }
}

function open(input: ReceiverInput, received: Buffer, seen: Map<bigint, bigint[]>): Buffer {
  const { codec, source, baseKey } = input;
  const { prefix, sealed } = withoutPrefix(codec, received);
  const { kid, counter, length } = readHeader(sealed);
  checkKid(input, kid);
  const counters = seen.get(kid) ?? [];
  checkCounter(counters, counter);
  const { key, salt } = sframeKey(4, baseKey, kid);
  const associated = Buffer.concat([sealed.subarray(0, length), associatedData(codec, source, prefix)]);
  const plaintext = openGcm(key, sframeNonce(salt, counter), associated, sealed.subarray(length));
  if (plaintext === undefined) throw new Refused('not-authentic');
  seen.set(kid, [...counters, counter]);
  return codec === codecs.opus ? withoutPadding(plaintext) : plaintext;
}

function withoutPrefix(codec: number, received: Buffer): { prefix: number; sealed: Buffer } {
  if (received.length === 0) throw new Refused('empty');
  if (codec === codecs.vp8) return withoutVp8Prefix(received);
  if (codec === codecs.av1) return withoutAv1Prefix(received);
  return { prefix: prefixes.none, sealed: received };
}

function withoutVp8Prefix(received: Buffer): { prefix: number; sealed: Buffer } {
  const isKey = received.readUInt8() % 2 === 0;
  return {
    prefix: isKey ? prefixes.key : prefixes.delta,
    sealed: after(isKey ? vp8Key : vp8Delta, received),
  };
}

function withoutAv1Prefix(received: Buffer): { prefix: number; sealed: Buffer } {
  const obus = received.readUInt8() === 0x12 ? after(Buffer.of(0x12, 0x00), received) : received;
  const isKey = obus.readUInt8() === 0x0a;
  const frameObu = after(Buffer.of(0x32), isKey ? after(av1SequenceHeader, obus) : obus);
  let [size, at] = [0, 0];
  for (; ; at += 1) {
    const byte = frameObu[at];
    if (byte === undefined) throw new Refused('truncated');
    size += (byte % 128) * 128 ** at;
    if (byte < 128) break;
  }
  const sealed = frameObu.subarray(at + 1);
  if (size === 0 || sealed.length < size) throw new Refused('truncated');
  if (sealed.length > size) throw new Refused('clear');
  return { prefix: isKey ? prefixes.key : prefixes.delta, sealed };
}

/** What follows `start`, which is to be there whole and not to be all. */
function after(start: Buffer, bytes: Buffer): Buffer {
  const common = Math.min(start.length, bytes.length);
  if (!bytes.subarray(0, common).equals(start.subarray(0, common))) throw new Refused('clear');
  if (bytes.length <= start.length) throw new Refused('truncated');
  return bytes.subarray(start.length);
}

function readHeader(sealed: Buffer): { kid: bigint; counter: bigint; length: number } {
  let length = 1;
  const read = (bits: number): bigint => {
    if (bits < 8) return BigInt(bits);
    const bytes = sealed.subarray(length, length + bits - 7);
    length += bits - 7;
    if (length > sealed.length) throw new Refused('truncated');
    return BigInt(`0x${bytes.toString('hex')}`);
  };
  const config = sealed.readUInt8();
  const [kid, counter] = [read(config >> 4), read(config & 15)];
  // Each number has one spelling.
  if (!sframeHeader(kid, counter).equals(sealed.subarray(0, length))) throw new Refused('malformed-header');
  return { kid, counter, length };
}

function checkKid({ epoch, leaf, source }: ReceiverInput, kid: bigint): void {
  if (kid >= 2n ** 32n) throw new Refused('malformed-header');
  if (BigInt(source) !== (kid >> 18n) % 4n) throw new Refused('foreign-source');
  const ahead = (256n + (kid % 256n) - (epoch % 256n)) % 256n;
  if (ahead > 0n) throw new Refused(ahead <= 8n ? 'key-on-its-way' : 'no-key');
  if (BigInt(leaf) !== (kid >> 8n) % 1024n) throw new Refused('foreign-leaf');
}

function checkCounter(counters: readonly bigint[], counter: bigint): void {
  if (counters.some((accepted) => counter <= accepted - 1024n)) throw new Refused('too-old');
  if (counters.includes(counter)) throw new Refused('replayed');
}

function withoutPadding(plaintext: Buffer): Buffer {
  const frame = plaintext.subarray(0, Math.max(plaintext.lastIndexOf(0x80), 0));
  if (!pad(frame).equals(plaintext)) throw new Refused('malformed-padding');
  return frame;
}

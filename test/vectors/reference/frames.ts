/** Media as it is sent: what stands before SFrame's ciphertext, under it, and in it. */
import { join, sha256, zeros } from './primitives.ts';
import { sframe, sframeHeader } from './sframe.ts';

export const codecs = { vp8: 0, vp9: 1, av1: 2, opus: 3 } as const;
export const sources = { microphone: 0, camera: 1, screen: 2, screenAudio: 3 } as const;
export const prefixes = { none: 0, key: 1, delta: 2 } as const;

export interface KidInput {
  readonly incarnation: number;
  readonly source: number;
  readonly leaf: number;
  readonly epoch: bigint;
}

export function kid({ incarnation, source, leaf, epoch }: KidInput): bigint {
  return (
    BigInt(incarnation) * 2n ** 20n + BigInt(source) * 2n ** 18n + BigInt(leaf) * 2n ** 8n + (epoch % 256n)
  );
}

export function associatedData(codec: number, source: number, prefix: number): Buffer {
  return Buffer.of(1, codec === codecs.opus ? 0 : 1, codec, source, prefix);
}

export function prefixOf(codec: number, isKey: boolean): number {
  if (codec === codecs.vp9 || codec === codecs.opus) return prefixes.none;
  return isKey ? prefixes.key : prefixes.delta;
}

export const vp8Key = Buffer.from('1000009d012a4001f000', 'hex');
export const vp8Delta = Buffer.of(0x11);
export const av1SequenceHeader = Buffer.from('0a0a0000002cd59f3fddaf99', 'hex');

export function prefixBytes(codec: number, isKey: boolean, sealedLength: number): Buffer {
  if (codec === codecs.vp8) return isKey ? vp8Key : vp8Delta;
  if (codec !== codecs.av1) return zeros(0);
  return join(isKey ? av1SequenceHeader : zeros(0), Buffer.of(0x32), leb128(sealedLength));
}

/** Seven bits a byte, the lowest first; the highest bit says that another byte follows. */
export function leb128(value: number): Buffer {
  return value < 128
    ? Buffer.of(value)
    : join(Buffer.of((value % 128) + 128), leb128(Math.floor(value / 128)));
}

/** The smallest size that holds an Opus frame and one byte more. */
export function paddedLength(length: number): number {
  for (const size of [128, 256, 512]) if (length < size) return size;
  return (Math.floor(length / 1280) + 1) * 1280;
}

export function pad(frame: Buffer): Buffer {
  return join(frame, Buffer.of(0x80), zeros(paddedLength(frame.length) - frame.length - 1));
}

export interface FrameInput extends KidInput {
  readonly baseKey: Buffer;
  readonly codec: number;
  readonly isKey: boolean;
  readonly counter: bigint;
  readonly frame: Buffer;
}

/** What can be made to differ from what a sender does, for frames that are to be refused. */
export interface Deviations {
  readonly kid?: bigint;
  readonly metadata?: Buffer;
  readonly plaintext?: Buffer;
}

/** A frame as it is sent, with all that leads to it. */
export function sentFrame(input: FrameInput, deviations: Deviations = {}) {
  const { baseKey, codec, source, isKey, counter, frame } = input;
  const name = deviations.kid ?? kid(input);
  const metadata = deviations.metadata ?? associatedData(codec, source, prefixOf(codec, isKey));
  const plaintext = deviations.plaintext ?? (codec === codecs.opus ? pad(frame) : frame);
  const made = sframe({ suite: 4, baseKey, kid: name, counter, metadata, plaintext });
  const sealed = made.ciphertext;
  return {
    kid: name,
    key: made.key,
    salt: made.salt,
    nonce: made.nonce,
    header: sframeHeader(name, counter),
    metadata,
    plaintext,
    sealed,
    digest: sha256(sealed).subarray(0, 16),
    sent: join(prefixBytes(codec, isKey, sealed.length), sealed),
  };
}

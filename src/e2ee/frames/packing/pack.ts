import type { Bytes } from '../../bytes.ts';
import { av1Prefix, unpackAv1 } from './av1.ts';
import type { FrameCodec, FramePrefix } from './codec.ts';
import { refused, type Unpacked } from './unpacked.ts';
import { unpackVp8, vp8Prefix } from './vp8.ts';

const nothing: Bytes = new Uint8Array(0);

/** A frame as it goes to the packetizer, with a place for what is sealed. */
export interface Packed {
  readonly frame: Bytes;
  /** A view into `frame`, behind the prefix: to be filled. */
  readonly sealed: Bytes;
}

/**
 * Makes the one allocation of a frame: the constant prefix of its codec, written, and behind it the place of
 * the sealed frame, which holds the whole of what the encoder gave. No byte of the media stands in clear.
 *
 * @param sealedLength In bytes; below 2^32.
 */
export function pack(codec: FrameCodec, isKey: boolean, sealedLength: number): Packed {
  const prefix = prefixBytes(codec, isKey, sealedLength);
  const frame = new Uint8Array(prefix.length + sealedLength);
  frame.set(prefix);
  return { frame, sealed: frame.subarray(prefix.length) };
}

/** Finds the sealed frame again. Copies nothing, and refuses whatever {@link pack} would not have written. */
export function unpack(codec: FrameCodec, frame: Bytes): Unpacked {
  switch (codec) {
    case 'vp8':
      return unpackVp8(frame);
    case 'av1':
      return unpackAv1(frame);
    case 'vp9':
    case 'opus':
      return frame.length === 0 ? refused('empty') : { kind: 'unpacked', prefix: 'none', sealed: frame };
  }
}

/** Which prefix {@link pack} writes. */
export function prefixOf(codec: FrameCodec, isKey: boolean): FramePrefix {
  if (codec === 'vp9' || codec === 'opus') return 'none';
  return isKey ? 'key' : 'delta';
}

function prefixBytes(codec: FrameCodec, isKey: boolean, sealedLength: number): Bytes {
  switch (codec) {
    case 'vp8':
      return vp8Prefix(isKey);
    case 'av1':
      return av1Prefix(isKey, sealedLength);
    case 'vp9':
    case 'opus':
      return nothing;
  }
}

import type { Source } from '../../protocol/identifiers.ts';
import type { Bytes } from '../bytes.ts';
import { type FrameCodec, type FramePrefix, mediaKind } from './packing/codec.ts';
import { sourceNumber } from './track-context.ts';

const version = 1;

/** Part of the wire format: the orders never change. */
const codecs: readonly FrameCodec[] = ['vp8', 'vp9', 'av1', 'opus'];
const prefixes: readonly FramePrefix[] = ['none', 'key', 'delta'];

/**
 * What a seal covers besides the frame (RFC 9605's "metadata"), so that a frame opens only as what it is:
 * version, medium (0 audio, 1 video), codec, source, prefix; one byte each. The prefix's bytes follow
 * from codec and prefix, and `unpack` takes no others.
 *
 * @throws TypeError where the source does not carry the codec's medium.
 */
export function associatedData(codec: FrameCodec, source: Source, prefix: FramePrefix): Bytes {
  const medium = mediaKind(codec);
  const expected = source === 'microphone' || source === 'screen-audio' ? 'audio' : 'video';
  if (medium !== expected) throw new TypeError(`${source} carries ${expected}, and ${codec} is ${medium}`);
  return Uint8Array.of(
    version,
    medium === 'audio' ? 0 : 1,
    codecs.indexOf(codec),
    sourceNumber(source),
    prefixes.indexOf(prefix),
  );
}

import type { FrameCodec } from '../../e2ee/frames/packing/codec.ts';
import { CodecNotSealable } from './encryption-errors.ts';

const codecs: Readonly<Record<string, FrameCodec>> = {
  'video/vp8': 'vp8',
  'video/vp9': 'vp9',
  'video/av1': 'av1',
  'audio/opus': 'opus',
};

/** @throws CodecNotSealable for any other than VP8, VP9, AV1 and Opus. */
export function sealableCodec(mimeType: string): FrameCodec {
  const codec = codecs[mimeType.toLowerCase()];
  if (codec === undefined) throw new CodecNotSealable(`Frames of ${mimeType} cannot be sealed.`);
  return codec;
}

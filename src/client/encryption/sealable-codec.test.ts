import { describe, expect, it } from '@jest/globals';
import { CodecNotSealable } from './encryption-errors.ts';
import { sealableCodec } from './sealable-codec.ts';

describe('the codec to seal for', () => {
  it.each([
    ['video/VP8', 'vp8'],
    ['video/VP9', 'vp9'],
    ['video/AV1', 'av1'],
    ['audio/opus', 'opus'],
  ])('is found of %s', (mimeType, codec) => {
    expect(sealableCodec(mimeType)).toBe(codec);
  });

  it.each(['video/H264', 'audio/red', ''])('is refused for %p', (mimeType) => {
    expect(() => sealableCodec(mimeType)).toThrow(CodecNotSealable);
  });
});

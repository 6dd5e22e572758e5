import { describe, expect, it } from '@jest/globals';
import type { Bytes } from '../../bytes.ts';
import { fromHex, toHex } from '../testing/hex.ts';
import type { FrameCodec } from './codec.ts';
import { pack, prefixOf, unpack } from './pack.ts';

const content = fromHex('c0ffee');
const codecs: readonly FrameCodec[] = ['vp8', 'vp9', 'av1', 'opus'];
const sequenceHeader = '0a0a0000002cd59f3fddaf99';

function packed(codec: FrameCodec, isKey: boolean, sealed: Bytes = content): Bytes {
  const { frame, sealed: place } = pack(codec, isKey, sealed.length);
  place.set(sealed);
  return frame;
}

describe('packed frame', () => {
  it.each([
    ['vp8', true, '1000009d012a4001f000'],
    ['vp8', false, '11'],
    ['vp9', true, ''],
    ['vp9', false, ''],
    ['av1', true, `${sequenceHeader}3203`],
    ['av1', false, '3203'],
    ['opus', true, ''],
    ['opus', false, ''],
  ] as const)('of %s (key: %s) begins with the constant bytes %s', (codec, isKey, prefix) => {
    expect(toHex(packed(codec, isKey))).toBe(`${prefix}c0ffee`);
  });

  it('unpacks to the same bytes, without a copy, and says which prefix it had', () => {
    for (const codec of codecs) {
      for (const isKey of [true, false]) {
        for (const length of [1, 127, 128, 20_000]) {
          const frame = packed(codec, isKey, new Uint8Array(length).fill(0xa5));
          const unpacked = unpack(codec, frame);
          if (unpacked.kind === 'refused') throw new Error(unpacked.reason);
          expect(unpacked.prefix).toBe(prefixOf(codec, isKey));
          expect(unpacked.sealed.buffer).toBe(frame.buffer);
          expect(toHex(unpacked.sealed)).toBe('a5'.repeat(length));
        }
      }
    }
  });

  it.each(codecs)('of %s is refused where it is empty', (codec) => {
    expect(unpack(codec, new Uint8Array(0))).toEqual({ kind: 'refused', reason: 'empty' });
  });

  it.each(['vp8', 'av1'] as const)('of %s is refused as truncated at every length of its prefix', (codec) => {
    for (const isKey of [true, false]) {
      const frame = packed(codec, isKey);
      const { length } = frame;
      for (let cut = 1; cut <= length - content.length; cut += 1) {
        expect(unpack(codec, frame.slice(0, cut))).toEqual({ kind: 'refused', reason: 'truncated' });
      }
    }
  });

  it.each(['vp8', 'av1'] as const)('of %s is refused with any other bit in its prefix', (codec) => {
    for (const isKey of [true, false]) {
      const frame = packed(codec, isKey);
      for (let bit = 0; bit < (frame.length - content.length) * 8; bit += 1) {
        const changed = frame.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const unpacked = unpack(codec, changed);
        // The bit that makes a VP8 key frame's tag a delta frame's is for the seal to refuse.
        if (codec === 'vp8' && isKey && bit === 0) expect(unpacked).toMatchObject({ prefix: 'delta' });
        else expect(unpacked.kind).toBe('refused');
      }
    }
  });

  it.each([
    ['vp8', 'a VP8 key frame of a browser', '50ac019d012a8002e00100'],
    ['vp8', 'a VP8 delta frame of a browser', 'd1010005f8'],
    ['av1', 'an AV1 key frame of a browser', '0a0b0000002cd69f3fddaf9901321510'],
    ['av1', 'an AV1 delta frame of a browser', '30011000'],
  ] as const)('is not what %s takes for %s', (codec, _what, hex) => {
    expect(unpack(codec, fromHex(hex))).toEqual({ kind: 'refused', reason: 'clear' });
  });

  it('of AV1 may stand behind a temporal delimiter', () => {
    const delta = Uint8Array.of(0x12, 0x00, ...packed('av1', false));
    const key = Uint8Array.of(0x12, 0x00, ...packed('av1', true));
    expect(unpack('av1', delta)).toMatchObject({ kind: 'unpacked', prefix: 'delta', sealed: content });
    expect(unpack('av1', key)).toMatchObject({ kind: 'unpacked', prefix: 'key', sealed: content });
  });

  it('of AV1 is one OBU: less is truncated, and more is not ours', () => {
    expect(unpack('av1', fromHex('3203c0ff'))).toEqual({ kind: 'refused', reason: 'truncated' });
    expect(unpack('av1', fromHex('3200'))).toEqual({ kind: 'refused', reason: 'truncated' });
    expect(unpack('av1', fromHex('3203c0ffee3200'))).toEqual({ kind: 'refused', reason: 'clear' });
    expect(unpack('av1', fromHex('1200'))).toEqual({ kind: 'refused', reason: 'truncated' });
  });
});

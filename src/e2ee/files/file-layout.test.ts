import { describe, expect, it } from '@jest/globals';
import { FileLayout, sealedSize } from './file-layout.ts';
import { paddedSize } from './padded-size.ts';

const small = 2 ** 16;
const sizes = [0, 1, 256, 257, small - 1, small, small + 1, 3 * small, 2 ** 22 + 1];

describe('the layout of a file', () => {
  it.each(sizes)('of %p bytes covers the content and what is sealed without a gap', (size) => {
    const layout = new FileLayout(size, 16);
    let [content, sealed, padded] = [0, 72, 0];
    for (let index = 0; index < layout.chunkCount; index += 1) {
      const [inside, outside] = [layout.contentRange(index), layout.sealedRange(index)];
      expect([inside.start, outside.start]).toEqual([content, sealed]);
      expect(outside.end - outside.start).toBe(layout.chunkLength(index) + 16);
      expect(layout.isLast(index)).toBe(index === layout.chunkCount - 1);
      [content, sealed, padded] = [inside.end, outside.end, padded + layout.chunkLength(index)];
    }
    expect([content, sealed, padded]).toEqual([size, layout.sealedSize, paddedSize(size)]);
  });

  it('has one chunk for an empty file, and no empty chunk behind a full one', () => {
    expect(new FileLayout(0).chunkCount).toBe(1);
    expect(new FileLayout(2 ** 20).chunkCount).toBe(1);
    expect(new FileLayout(2 ** 20).chunkLength(0)).toBe(2 ** 20);
  });

  it('has chunks that are padding alone where the padding is longer than a chunk', () => {
    const layout = new FileLayout(2 ** 22 + 1, 16);
    expect(layout.chunkCount).toBe(66);
    expect(layout.contentRange(64)).toEqual({ start: 2 ** 22, end: 2 ** 22 + 1 });
    expect(layout.contentRange(65)).toEqual({ start: 2 ** 22 + 1, end: 2 ** 22 + 1 });
  });

  it('is known in advance for 50 GB', () => {
    const layout = new FileLayout(50e9);
    const padded = 50_465_865_728;
    expect(layout.chunkCount).toBe(padded / 2 ** 20);
    expect(layout.sealedSize).toBe(72 + padded + layout.chunkCount * 16);
    expect(sealedSize(50e9)).toBe(layout.sealedSize);
    expect(layout.contentRange(47_000).start).toBe(47_000 * 2 ** 20);
  });

  it('tells of which chunk a sealed byte is a part', () => {
    const layout = new FileLayout(3 * small, 16);
    expect([0, 71].map((offset) => layout.chunkAt(offset))).toEqual([undefined, undefined]);
    for (let index = 0; index < layout.chunkCount; index += 1) {
      const { start, end } = layout.sealedRange(index);
      expect([layout.chunkAt(start), layout.chunkAt(end - 1)]).toEqual([index, index]);
    }
  });

  it('counts the chunks of the largest file, however small they are', () => {
    expect(new FileLayout(2 ** 47, 16).chunkCount).toBeLessThanOrEqual(2 ** 32);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 47 + 1, 2 ** 53])('is none of %p bytes', (size) => {
    expect(() => new FileLayout(size)).toThrow(RangeError);
  });

  it.each([0, 15, 23, 16.5, 255])('has no chunks of 2^%p bytes', (exponent) => {
    expect(() => new FileLayout(1, exponent)).toThrow(RangeError);
  });

  it.each([-1, 3, 0.5])('has no chunk %p of three', (index) => {
    const layout = new FileLayout(3 * small, 16);
    expect(() => layout.contentRange(index)).toThrow(RangeError);
    expect(() => layout.sealedRange(index)).toThrow(RangeError);
  });
});

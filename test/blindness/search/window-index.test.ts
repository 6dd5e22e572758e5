import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { WindowIndex, windowLength } from './window-index.ts';

function findings(index: WindowIndex, bytes: Uint8Array): [owner: number, at: number][] {
  const found: [number, number][] = [];
  index.search(bytes, (owner, at) => found.push([owner, at]));
  return found;
}

describe('an index of windows', () => {
  it('finds eight bytes of a text wherever they stand, and says whose they are', () => {
    const index = new WindowIndex();
    const [first, second] = [randomBytes(100), randomBytes(100)];
    index.add(first, 0);
    index.add(second, 1);
    const bytes = Buffer.concat([
      randomBytes(33),
      second.subarray(50, 58),
      randomBytes(5),
      first.subarray(92),
    ]);
    expect(findings(index, bytes)).toEqual([
      [1, 33],
      [0, 46],
    ]);
  });

  it('finds no seven bytes', () => {
    const index = new WindowIndex();
    const text = randomBytes(64);
    index.add(text, 0);
    expect(
      findings(index, Buffer.concat([text.subarray(10, 17), Buffer.from([~(text[17] ?? 0) & 0xff])])),
    ).toEqual([]);
  });

  it('finds each of very many windows, and nothing in noise', () => {
    const index = new WindowIndex();
    const text = randomBytes(100_000);
    index.add(text, 7);
    expect(index.size).toBe(text.length - windowLength + 1);
    expect(findings(index, text)).toHaveLength(index.size);
    expect(findings(index, randomBytes(100_000))).toEqual([]);
  });

  it('leaves out what is too uniform, and its exceptions', () => {
    const headers = new WindowIndex();
    headers.add(Buffer.from('0001020304050607', 'hex'), 0);
    const index = new WindowIndex(headers);
    for (const text of ['0001020304050607', '0000000000000000', '0000000000010002']) {
      index.add(Buffer.from(text, 'hex'), 0);
    }
    expect([index.size, index.skipped]).toEqual([0, 3]);
    index.add(Buffer.from('0000000001000203', 'hex'), 0);
    expect(index.size).toBe(1);
  });
});

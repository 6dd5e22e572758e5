import { describe, expect, it } from '@jest/globals';
import { pad, unpad } from './padding.ts';
import { ConversationRefusal } from './refusal.ts';

const largest = 2_048;

describe('padding', () => {
  it.each([
    [0, 256],
    [252, 256],
    [253, 512],
    [508, 512],
    [509, 1_024],
    [2_044, 2_048],
  ])('makes %p bytes as long as others: %p', (length, bucket) => {
    const content = new Uint8Array(length).fill(7);
    const block = pad(content, largest);
    expect(block.length).toBe(bucket);
    expect(unpad(block)).toEqual(content);
  });

  it('takes no more than the largest bucket holds', () => {
    expect(() => pad(new Uint8Array(2_045), largest)).toThrow(RangeError);
  });

  it('is refused with other bytes than zeros, or in another bucket', () => {
    const block = pad(Uint8Array.of(1, 2, 3), largest);
    const untidy = block.slice();
    untidy[255] = 1;
    const wide = new Uint8Array(512);
    wide.set(block);
    const long = block.slice();
    long[0] = 255;
    for (const wrong of [untidy, wide, long, block.slice(0, 255), new Uint8Array()]) {
      expect(() => unpad(wrong)).toThrow(new ConversationRefusal('malformed'));
    }
  });
});

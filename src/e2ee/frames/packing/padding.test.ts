import { describe, expect, it } from '@jest/globals';
import { pad, unpad } from './padding.ts';

const frame = (length: number, last = 0xff) => new Uint8Array(length).fill(last);

describe('audio padding', () => {
  it('gives back frames of every length, whatever they end with', () => {
    for (let length = 0; length <= 1400; length += 1) {
      for (const last of [0x00, 0x80, 0xff]) {
        const unpadded = unpad(pad(frame(length, last)));
        // `toEqual` would take seconds for so many.
        if (unpadded === undefined || !Buffer.from(unpadded).equals(frame(length, last))) {
          throw new Error(`${length} bytes that end with ${last} came back as ${unpadded}`);
        }
      }
    }
  });

  it.each([
    [0, 128],
    [80, 128],
    [127, 128],
    [128, 256],
    [255, 256],
    [256, 512],
    [512, 1280],
    [1275, 1280],
    [1280, 2560],
  ])('makes %i bytes %i', (length, padded) => {
    expect(pad(frame(length)).length).toBe(padded);
  });

  it('makes all lengths of 20 ms to 64 kbit/s two sizes', () => {
    const sizes = new Set(Array.from({ length: 241 }, (_, length) => pad(frame(length)).length));
    expect([...sizes]).toEqual([128, 256]);
  });

  it('is refused where it was not made so', () => {
    const padded = pad(frame(50));
    const changed = (at: number, byte: number) => {
      const copy = padded.slice();
      copy[at] = byte;
      return copy;
    };
    expect(unpad(padded)).toBeDefined();
    // Something stands behind the marker; there is no marker; it is shorter, or longer, than a bucket.
    expect(unpad(changed(100, 1))).toBeUndefined();
    expect(unpad(changed(50, 0))).toBeUndefined();
    expect(unpad(padded.slice(0, 127))).toBeUndefined();
    expect(unpad(Uint8Array.of(...padded, 0))).toBeUndefined();
    expect(unpad(Uint8Array.of(...padded, ...new Uint8Array(128)))).toBeUndefined();
    expect(unpad(new Uint8Array(128))).toBeUndefined();
    expect(unpad(new Uint8Array(0))).toBeUndefined();
  });
});

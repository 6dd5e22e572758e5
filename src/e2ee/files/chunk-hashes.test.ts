import { describe, expect, it } from '@jest/globals';
import type { Bytes } from '../bytes.ts';
import { ChunkHashes } from './chunk-hashes.ts';
import { FileSourceChanged } from './file-errors.ts';

const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const none = new Uint8Array(3 * 32);
const nowhere = async () => undefined;

describe('the hashes of chunks', () => {
  it('let the same content take its place again, and no other', async () => {
    const hashes = new ChunkHashes(3, none, nowhere);
    await hashes.claim(1, one);
    await hashes.claim(1, one);
    await expect(hashes.claim(1, other)).rejects.toEqual(new FileSourceChanged());
    await hashes.claim(2, other);
    expect([hashes.holds(1, one), hashes.holds(1, other), hashes.holds(0, one)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are the same after they were written down and read', async () => {
    const before = new ChunkHashes(3, none, nowhere);
    await before.claim(2, one);
    const serialised = before.serialise();
    expect(serialised).toEqual(Uint8Array.of(...none.subarray(64), ...none.subarray(64), ...one));
    const after = new ChunkHashes(3, serialised, nowhere);
    await expect(after.claim(2, other)).rejects.toEqual(new FileSourceChanged());
    await after.claim(0, other);
  });

  it.each([2, 4])('are not those of a file of %p chunks', (count) => {
    expect(() => new ChunkHashes(count, none, nowhere)).toThrow(RangeError);
  });

  it('are kept once, and claimed by nobody before they are kept', async () => {
    const kept: [number, Bytes][] = [];
    const keeping = Promise.withResolvers<void>();
    const hashes = new ChunkHashes(3, none, (index, hash) => {
      kept.push([index, hash]);
      return keeping.promise;
    });
    const claimed: string[] = [];
    const claims = ['first', 'second'].map((name) => hashes.claim(0, one).then(() => claimed.push(name)));
    await expect(hashes.claim(0, other)).rejects.toEqual(new FileSourceChanged());
    expect(claimed).toEqual([]);
    keeping.resolve();
    await Promise.all(claims);
    expect(claimed).toEqual(['first', 'second']);
    expect(kept).toEqual([[0, one]]);
  });

  it('are free again where they could not be kept, for nothing was sealed then', async () => {
    let isFull = true;
    const hashes = new ChunkHashes(3, none, async () => {
      if (isFull) throw new Error('The disk is full.');
    });
    const claims = [hashes.claim(0, one), hashes.claim(0, one)];
    for (const claim of claims) await expect(claim).rejects.toThrow('The disk is full.');
    isFull = false;
    await hashes.claim(0, other);
    expect(hashes.holds(0, other)).toBe(true);
  });
});

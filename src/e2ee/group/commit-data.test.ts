import { describe, expect, it } from '@jest/globals';
import { openCommitData, sealCommitData } from './commit-data.ts';

const key = new Uint8Array(16).fill(1);
const bytes = (fill: number) => new Uint8Array(32).fill(fill);

describe('the data beside a commit', () => {
  it.each([
    ['nothing', { joinMacs: [], renewal: undefined }],
    ['MACs', { joinMacs: [bytes(1), bytes(2)], renewal: undefined }],
    ['a renewal', { joinMacs: [], renewal: bytes(3) }],
    ['hundreds of MACs', { joinMacs: Array.from({ length: 300 }, () => bytes(4)), renewal: undefined }],
  ])('carries %s', async (_case, data) => {
    expect(await openCommitData(key, await sealCommitData(key, data))).toEqual(data);
  });

  it('has one size with and without a renewal', async () => {
    const plain = await sealCommitData(key, { joinMacs: [], renewal: undefined });
    const renewing = await sealCommitData(key, { joinMacs: [], renewal: bytes(3) });
    expect(plain.length).toBe(renewing.length);
  });

  it('opens with no other key, and not if a bit changed or the end is missing', async () => {
    const sealed = await sealCommitData(key, { joinMacs: [], renewal: bytes(3) });
    const flipped = sealed.slice();
    flipped[20] = (flipped[20] ?? 0) ^ 1;
    expect(await openCommitData(new Uint8Array(16), sealed)).toBeUndefined();
    expect(await openCommitData(key, flipped)).toBeUndefined();
    expect(await openCommitData(key, sealed.subarray(0, -1))).toBeUndefined();
    expect(await openCommitData(key, sealed.subarray(0, 5))).toBeUndefined();
  });
});

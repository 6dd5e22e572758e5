import { beforeAll, describe, expect, it } from '@jest/globals';
import { concat } from '../bytes.ts';
import { FileRefusal } from './file-errors.ts';
import { FileOpener } from './file-opener.ts';
import {
  contentOf,
  isSame,
  openWhole,
  type SealedFile,
  sealedBytes,
  sealWhole,
  smallChunk,
} from './testing/whole-file.ts';

const content = contentOf(3 * smallChunk + 1_000);
const refused = (code: FileRefusal['code']) => new FileRefusal(code);

let file: SealedFile;
let sealed: Uint8Array;
beforeAll(async () => {
  file = await sealWhole(content);
  sealed = sealedBytes(file);
});

/** A walk of its own for each seed: numbers below a limit. */
function numbersBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('a file opener', () => {
  const edges = [0, 1, 255, 256, 257, smallChunk - 1, smallChunk, smallChunk + 1, 5 * smallChunk];
  const random = numbersBelow(20);
  const sizes = [...edges, 2 ** 22 + 1, ...Array.from({ length: 12 }, () => random(6 * smallChunk))];

  it.each(sizes)('gives back %p bytes, in whatever pieces they come', async (size) => {
    const original = contentOf(size, size);
    const { fileKey, manifest, ...rest } = await sealWhole(original);
    const bytes = sealedBytes(rest);
    const opener = new FileOpener({ fileKey, manifest });
    const next = numbersBelow(size + 1);
    const opened = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + next(next(4) === 0 ? 40 : 2 * smallChunk);
      opened.push(...(await opener.push(bytes.subarray(at, end))));
      at = Math.min(end, bytes.length);
    }
    expect(opener.isComplete).toBe(false);
    await opener.finish();
    expect(opener.isComplete).toBe(true);
    expect(isSame(concat(...opened), original)).toBe(true);
  });

  it.each([20, 22])('opens chunks of 2^%p bytes', async (exponent) => {
    const original = contentOf(2 ** 22 + 2 ** 20 + 3);
    const large = await sealWhole(original, exponent);
    expect(isSame(await openWhole(large, sealedBytes(large)), original)).toBe(true);
  });

  it('gives a chunk as soon as its last byte is there', async () => {
    const opener = new FileOpener(file);
    const end = 72 + smallChunk + 16;
    expect(await opener.push(sealed.subarray(0, end - 1))).toEqual([]);
    const opened = concat(...(await opener.push(sealed.subarray(end - 1, end))));
    expect(isSame(opened, content.subarray(0, smallChunk))).toBe(true);
  });

  it('goes on where an earlier one stopped', async () => {
    const before = new FileOpener(file);
    expect(before.position).toBeUndefined();
    await before.push(sealed.subarray(0, 72));
    expect(before.position).toEqual({ header: file.header, chunk: 0, offset: 72 });
    const opened = await before.push(sealed.subarray(72, 2.5 * smallChunk));
    const { position } = before;
    expect(position).toEqual({ header: file.header, chunk: 2, offset: 72 + 2 * (smallChunk + 16) });
    const after = new FileOpener({ ...file, from: position });
    opened.push(...(await after.push(sealed.subarray(position?.offset))));
    await after.finish();
    expect(after.isComplete).toBe(true);
    expect(after.position).toBeUndefined();
    expect(isSame(concat(...opened), content)).toBe(true);
  });

  it('goes on at no other place than it was told', async () => {
    const from = { header: file.header, chunk: 1 };
    const opener = new FileOpener({ ...file, from });
    await expect(opener.push(concat(...file.chunks.slice(2)))).rejects.toEqual(refused('not-authentic'));
  });

  it.each([-1, 4, 0.5])('does not go on at chunk %p of four', (chunk) => {
    expect(() => new FileOpener({ ...file, from: { header: file.header, chunk } })).toThrow(RangeError);
  });

  it('does not go on with part of a header', () => {
    const from = { header: file.header.subarray(1), chunk: 0 };
    expect(() => new FileOpener({ ...file, from })).toThrow(RangeError);
  });

  it('refuses a chunk size that no sealer has', async () => {
    for (const exponent of [0, 15, 23, 255]) {
      const wrong = sealed.slice();
      wrong[7] = exponent;
      await expect(openWhole(file, wrong)).rejects.toEqual(refused('malformed'));
    }
  });

  it.each<[string, number]>([
    ['another magic', 0],
    ['another version', 6],
  ])('refuses %s', async (_, at) => {
    const wrong = sealed.slice();
    wrong[at] = (wrong[at] ?? 0) + 1;
    await expect(openWhole(file, wrong)).rejects.toEqual(refused('malformed'));
  });

  it('refuses a file that is not as long as its manifest says', async () => {
    const { size, chunkCount } = file.manifest;
    const manifests: [{ size: number; chunkCount: number }, FileRefusal['code']][] = [
      [{ size: size - 1, chunkCount }, 'wrong-size'],
      [{ size, chunkCount: chunkCount + 1 }, 'wrong-size'],
      [{ size: size + smallChunk, chunkCount: chunkCount + 1 }, 'truncated'],
      [{ size: size - smallChunk, chunkCount: chunkCount - 1 }, 'not-authentic'],
    ];
    for (const [manifest, code] of manifests) {
      await expect(openWhole({ ...file, manifest }, sealed)).rejects.toEqual(refused(code));
    }
  });

  it('opens nothing more after a refusal', async () => {
    const opener = new FileOpener(file);
    await opener.push(sealed.subarray(0, 72));
    const spoilt = file.chunks[0]?.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) ?? new Uint8Array();
    await expect(opener.push(spoilt)).rejects.toEqual(refused('not-authentic'));
    await expect(opener.push(sealed.subarray(72))).rejects.toEqual(refused('not-authentic'));
    await expect(opener.finish()).rejects.toEqual(refused('not-authentic'));
    expect([opener.isComplete, opener.position]).toEqual([false, undefined]);
  });

  it('is not complete where something comes after the end', async () => {
    const opener = new FileOpener(file);
    await opener.push(sealed);
    await opener.finish();
    await expect(opener.push(Uint8Array.of(0))).rejects.toEqual(refused('trailing-bytes'));
    expect(opener.isComplete).toBe(false);
  });

  it('takes pieces one after the other, even where nobody waits', async () => {
    const opener = new FileOpener(file);
    const pushes = [0, 1, 2, 3, 4, 5, 6].map((part) =>
      opener.push(sealed.subarray(part * 30_000, (part + 1) * 30_000)),
    );
    const opened = (await Promise.all(pushes)).flat();
    expect(isSame(concat(...opened), content)).toBe(true);
  });
});

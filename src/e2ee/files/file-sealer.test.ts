import { describe, expect, it } from '@jest/globals';
import { type Bytes, concat, toBase64Url } from '../bytes.ts';
import { FileSourceChanged } from './file-errors.ts';
import { FileSealer } from './file-sealer.ts';
import {
  contentOf,
  isSame,
  sealedBytes,
  sealWhole,
  sealWith,
  smallChunk,
  smallChunks,
} from './testing/whole-file.ts';

const content = contentOf(2 * smallChunk + 100);
const [first, second, last] = [
  content.subarray(0, smallChunk),
  content.subarray(smallChunk, 2 * smallChunk),
  content.subarray(2 * smallChunk),
];
const begin = () => FileSealer.begin(content.length, { chunkExponent: smallChunks });

/** A sealer in a later process, which reads the same content. */
async function resumed({ unfinished }: FileSealer) {
  const sealer = await FileSealer.resume(unfinished);
  const { layout, header } = sealer;
  const seal = (index: number) => {
    const { start, end } = layout.contentRange(index);
    return sealer.seal(index, content.subarray(start, end));
  };
  return { layout, header, seal };
}

describe('a file sealer', () => {
  it('gives as many bytes as were known in advance', async () => {
    for (const size of [0, 1, smallChunk, 3 * smallChunk + 7]) {
      const sealer = await FileSealer.begin(size, { chunkExponent: smallChunks });
      const { header, chunks } = await sealWith(sealer, contentOf(size));
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, header.length);
      expect(length).toBe(sealer.layout.sealedSize);
    }
  });

  it('has chunks of 1 MiB unless it is told otherwise', async () => {
    const sealer = await FileSealer.begin(2 ** 21);
    expect(sealer.layout.chunkLength(0)).toBe(2 ** 20);
    expect(sealer.header[7]).toBe(20);
  });

  it('never seals two files alike', async () => {
    const [one, other] = [await sealWhole(content), await sealWhole(content)];
    expect(isSame(one.fileKey, other.fileKey)).toBe(false);
    expect(isSame(one.unfinished.salt, other.unfinished.salt)).toBe(false);
    for (const [index, chunk] of one.chunks.entries()) {
      expect(isSame(chunk, other.chunks[index] ?? new Uint8Array())).toBe(false);
    }
  });

  it('seals equal chunks of a file unlike', async () => {
    const { chunks } = await sealWhole(new Uint8Array(8 * smallChunk));
    expect(new Set(chunks.map((chunk) => toBase64Url(chunk.subarray(0, 32)))).size).toBe(8);
  });

  it('seals chunks in any order, and the same bytes each time', async () => {
    const sealer = await begin();
    const backwards = [await sealer.seal(2, last), await sealer.seal(1, second), await sealer.seal(0, first)];
    const { chunks } = await sealWith(sealer, content);
    expect(isSame(concat(...chunks), concat(...backwards.toReversed()))).toBe(true);
  });

  it('gives the same bytes after a break, wherever it goes on', async () => {
    const before = await begin();
    const { chunks } = await sealWith(before, content);
    const after = await FileSealer.resume(before.unfinished);
    expect(after.header).toEqual(before.header);
    expect(isSame(await after.seal(1, second), chunks[1] ?? first)).toBe(true);
  });

  it('goes on in the middle of a chunk, byte for byte', async () => {
    const before = await begin();
    const whole = sealedBytes(await sealWith(before, content));
    for (const offset of [0, 71, 72, 73, 72 + smallChunk + 15, 72 + smallChunk + 16, whole.length - 1]) {
      const { layout, header, seal } = await resumed(before);
      const rest: Bytes[] = [header];
      const from = layout.chunkAt(offset) ?? 0;
      for (let index = from; index < layout.chunkCount; index += 1) rest.push(await seal(index));
      const start = offset < 72 ? 0 : layout.sealedRange(from).start - header.length;
      const sent = concat(whole.subarray(0, offset), concat(...rest).subarray(offset - start));
      expect(isSame(sent, whole)).toBe(true);
    }
  });

  it('goes on where some chunks were not sealed yet', async () => {
    const whole = await begin();
    const { unfinished } = whole;
    const before = await FileSealer.resume(unfinished);
    const sealedFirst = await before.seal(0, first);
    const after = await FileSealer.resume(before.unfinished);
    const [resumed, unbroken] = [await sealWith(after, content), await sealWith(whole, content)];
    expect(isSame(resumed.chunks[0] ?? first, sealedFirst)).toBe(true);
    expect(isSame(sealedBytes(resumed), sealedBytes(unbroken))).toBe(true);
  });

  it('seals nothing else under an index, in this process or a later one', async () => {
    const before = await begin();
    await before.seal(1, second);
    for (const sealer of [before, await FileSealer.resume(before.unfinished)]) {
      for (let at = 0; at < 3; at += 1) {
        const edited = second.with(at * 1_000, (second[at * 1_000] ?? 0) ^ 1);
        await expect(sealer.seal(1, edited)).rejects.toEqual(new FileSourceChanged());
      }
      await sealer.seal(1, second);
    }
  });

  it('seals only one of two contents that come for an index at the same time', async () => {
    const sealer = await begin();
    const outcomes = await Promise.allSettled([sealer.seal(0, first), sealer.seal(0, second)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('seals what it was given, whatever becomes of the buffer afterwards', async () => {
    const sealer = await begin();
    const buffer = first.slice();
    const sealing = sealer.seal(0, buffer);
    buffer.fill(0);
    const sealed = await sealing;
    expect(isSame(await sealer.seal(0, first), sealed)).toBe(true);
    await expect(sealer.seal(0, buffer)).rejects.toEqual(new FileSourceChanged());
  });

  it('takes a content of another length for a changed one', async () => {
    const sealer = await begin();
    const lengths = [new Uint8Array(), first.subarray(1), content.subarray(0, smallChunk + 1)];
    for (const wrong of lengths) {
      await expect(sealer.seal(0, wrong)).rejects.toEqual(new FileSourceChanged());
    }
  });

  it('tells of a chunk that is at the server already whether it is the same', async () => {
    const before = await begin();
    await before.seal(0, first);
    const after = await FileSealer.resume(before.unfinished);
    await after.verify(0, first);
    await expect(after.verify(0, second)).rejects.toEqual(new FileSourceChanged());
    await expect(after.verify(1, second)).rejects.toEqual(new FileSourceChanged());
  });

  it('keeps the hash of a chunk before it gives the chunk out, and once', async () => {
    const events: string[] = [];
    const hashes = new Map<number, Bytes>();
    const keepHash = async (index: number, hash: Bytes) => {
      await new Promise((resolve) => setImmediate(resolve));
      hashes.set(index, hash);
      events.push(`kept ${index}`);
    };
    const { unfinished } = await begin();
    const before = await FileSealer.resume(unfinished, { keepHash });
    for (const [index, part] of [first, second, first].entries()) {
      await before.seal(index % 2, part);
      events.push(`sealed ${index % 2}`);
    }
    expect(events).toEqual(['kept 0', 'sealed 0', 'kept 1', 'sealed 1', 'sealed 0']);
    const kept = unfinished.hashes.slice();
    for (const [index, hash] of hashes) kept.set(hash, index * 32);
    const after = await FileSealer.resume({ ...unfinished, hashes: kept });
    await expect(after.seal(1, first)).rejects.toEqual(new FileSourceChanged());
  });

  it('gives no chunk out whose hash could not be kept', async () => {
    const keepHash = async () => {
      throw new Error('The disk is full.');
    };
    const sealer = await FileSealer.begin(content.length, { chunkExponent: smallChunks, keepHash });
    await expect(sealer.seal(0, first)).rejects.toThrow('The disk is full.');
  });

  it('goes on with nothing that does not fit together', async () => {
    const { unfinished } = await begin();
    const tries = [
      { ...unfinished, hashes: unfinished.hashes.subarray(32) },
      { ...unfinished, size: 8 * smallChunk },
      { ...unfinished, chunkExponent: 15 },
      { ...unfinished, salt: unfinished.salt.subarray(1) },
      { ...unfinished, fileKey: unfinished.fileKey.subarray(1) },
    ];
    for (const wrong of tries) await expect(FileSealer.resume(wrong)).rejects.toThrow(RangeError);
  });

  it.each([-1, 3, 0.5])('has no chunk %p of three', async (index) => {
    await expect((await begin()).seal(index, first)).rejects.toThrow(RangeError);
  });
});

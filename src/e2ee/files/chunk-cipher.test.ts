import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, utf8 } from '../bytes.ts';
import { ChunkCipher } from './chunk-cipher.ts';
import { decodeHeader, encodeHeader, type FileHeader } from './file-header.ts';

const [fileKey, salt] = [randomBytes(32), randomBytes(32)];
const chunk = utf8('one chunk');

let cipher: ChunkCipher;
let header: FileHeader | undefined;
beforeAll(async () => {
  cipher = await ChunkCipher.toSeal(fileKey, salt, 20);
  header = decodeHeader(cipher.header);
});

describe('the cipher of chunks', () => {
  it('opens a chunk in its own place alone, up to the last one that its counter numbers', async () => {
    const places = [0, 1, 256, 2 ** 31, 2 ** 32 - 1].flatMap((index) => [
      { index, isLast: false },
      { index, isLast: true },
    ]);
    for (const place of places) {
      const sealed = await cipher.seal(place.index, place.isLast, chunk);
      for (const other of places) {
        const opened = await cipher.open(other.index, other.isLast, sealed);
        expect(opened).toEqual(other === place ? chunk : undefined);
      }
    }
  });

  it.each([2 ** 32, 2 ** 40])('has no nonce for chunk %p', async (index) => {
    await expect(cipher.seal(index, false, chunk)).rejects.toThrow(RangeError);
    await expect(cipher.open(index, false, chunk)).rejects.toThrow(RangeError);
  });

  it('is derived anew for each key, salt and chunk size', async () => {
    const sealed = await cipher.seal(0, true, chunk);
    const others = [
      await ChunkCipher.toSeal(randomBytes(32), salt, 20),
      await ChunkCipher.toSeal(fileKey, randomBytes(32), 20),
      await ChunkCipher.toSeal(fileKey, salt, 21),
    ];
    for (const other of others) {
      expect(other.header).not.toEqual(cipher.header);
      expect(await other.seal(0, true, chunk)).not.toEqual(sealed);
      expect(await other.open(0, true, sealed)).toBeUndefined();
    }
  });

  it('opens with no key but the one to which the header is committed', async () => {
    if (header === undefined) throw new Error('There is no header.');
    const same = await ChunkCipher.toOpen(fileKey, header);
    expect(await same?.open(3, false, await cipher.seal(3, false, chunk))).toEqual(chunk);
    expect(await ChunkCipher.toOpen(randomBytes(32), header)).toBeUndefined();
    expect(await ChunkCipher.toOpen(fileKey, { ...header, salt: randomBytes(32) })).toBeUndefined();
    expect(await ChunkCipher.toOpen(fileKey, { ...header, chunkExponent: 21 })).toBeUndefined();
  });

  it('takes no key of another length', async () => {
    await expect(ChunkCipher.toSeal(fileKey.subarray(1), salt, 20)).rejects.toThrow(RangeError);
  });
});

describe('the header of a file', () => {
  it('is read as it was written', () => {
    expect(header).toEqual({ chunkExponent: 20, salt, commitment: expect.any(Uint8Array) });
    expect(header && encodeHeader(header)).toEqual(cipher.header);
  });

  it('is none with another magic, version or length', () => {
    const bytes = cipher.header;
    for (let at = 0; at < 7; at += 1) {
      expect(decodeHeader(bytes.with(at, (bytes[at] ?? 0) + 1))).toBeUndefined();
    }
    for (const length of [0, 7, 8, 71]) expect(decodeHeader(bytes.subarray(0, length))).toBeUndefined();
    expect(decodeHeader(new Uint8Array(73))).toBeUndefined();
  });
});

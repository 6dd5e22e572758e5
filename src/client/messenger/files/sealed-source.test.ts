import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { concat } from '../../../e2ee/bytes.ts';
import { FileOpener } from '../../../e2ee/files/file-opener.ts';
import { FileSealer } from '../../../e2ee/files/file-sealer.ts';
import { SealedSource } from './sealed-source.ts';

const chunkExponent = 16;
const bytes = new Uint8Array(randomBytes(200_000));

describe('the sealed bytes of a file', () => {
  let sealer: FileSealer;
  let source: SealedSource;
  beforeEach(async () => {
    sealer = await FileSealer.begin(bytes.length, { chunkExponent });
    source = new SealedSource(new Blob([bytes]), sealer);
  });

  it('open to the file', async () => {
    const { layout, fileKey } = sealer;
    const manifest = { size: bytes.length, chunkCount: layout.chunkCount };
    const opener = new FileOpener({ fileKey, manifest });
    const opened = await opener.push(await source.read(0, source.size));
    await opener.finish();
    expect(concat(...opened)).toEqual(bytes);
  });

  it('are the same wherever they are cut', async () => {
    const whole = await source.read(0, source.size);
    const pieces: Uint8Array[] = [];
    for (let offset = 0; offset < source.size; offset += 12_345) {
      pieces.push(await source.read(offset, Math.min(source.size, offset + 12_345)));
    }
    expect(concat(...pieces)).toEqual(whole);
  });

  it('are refused where the file has changed in what was sealed', async () => {
    await source.read(0, 100_000);
    const changed = new Uint8Array(bytes);
    changed[10] = (changed[10] ?? 0) ^ 1;
    const other = new SealedSource(new Blob([changed]), sealer);
    await expect(other.read(0, 100)).rejects.toMatchObject({ code: 'source-changed' });
    await expect(other.verifyUpTo(100_000)).rejects.toMatchObject({ code: 'source-changed' });
    await expect(source.verifyUpTo(100_000)).resolves.toBeUndefined();
  });

  it('are refused where the file is shorter than it was', async () => {
    const shorter = new SealedSource(new Blob([bytes.subarray(0, 1000)]), sealer);
    await expect(shorter.read(0, 100)).rejects.toMatchObject({ code: 'source-changed' });
  });
});

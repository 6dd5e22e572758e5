import { ChunkCipher } from '../../../src/e2ee/files/chunk-cipher.ts';
import { FileOpener } from '../../../src/e2ee/files/file-opener.ts';
import { FileSealer } from '../../../src/e2ee/files/file-sealer.ts';

export interface FileCostWish {
  /** Bytes of the file. */
  readonly size: number;
  readonly rounds: number;
}

/** Milliseconds for the whole file, one entry a round. */
export interface FileCost {
  /** Each chunk copied: the least that anything does that passes a file on. */
  readonly copy: number[];
  /** AES-GCM alone, without the hashes that a resumed upload needs. */
  readonly cipher: number[];
  readonly seal: number[];
  readonly open: number[];
}

/** Copies, seals and opens a file in memory, chunk by chunk and one after the other, as it is up- and downloaded. */
export async function measure({ size, rounds }: FileCostWish): Promise<FileCost> {
  const content = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(content.subarray(at, at + 65_536));
  const cost: FileCost = { copy: [], cipher: [], seal: [], open: [] };
  for (let round = 0; round < rounds; round += 1) {
    const sealer = await FileSealer.begin(size);
    const { fileKey, layout, header } = sealer;
    const cipher = await ChunkCipher.toSeal(fileKey, crypto.getRandomValues(new Uint8Array(32)), 20);
    const overChunks = async (step: (index: number, part: Uint8Array<ArrayBuffer>) => unknown) => {
      const start = performance.now();
      for (let index = 0; index < layout.chunkCount; index += 1) {
        const range = layout.contentRange(index);
        await step(index, content.subarray(range.start, range.end));
      }
      return performance.now() - start;
    };
    cost.copy.push(await overChunks((_, part) => part.slice()));
    cost.cipher.push(await overChunks((index, part) => cipher.seal(index, layout.isLast(index), part)));
    const sealed: Uint8Array[] = [];
    cost.seal.push(await overChunks(async (index, part) => sealed.push(await sealer.seal(index, part))));
    const opener = new FileOpener({ fileKey, manifest: layout });
    await opener.push(header);
    cost.open.push(
      await overChunks(async (index) => {
        const [opened] = await opener.push(sealed[index] ?? header);
        if (opened === undefined) throw new Error('A chunk did not come out.');
      }),
    );
    await opener.finish();
  }
  return cost;
}

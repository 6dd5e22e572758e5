import { describe, expect, it } from '@jest/globals';
import { type Bytes, concat } from '../bytes.ts';
import { FileRefusal, FileSourceChanged } from './file-errors.ts';
import { FileOpener } from './file-opener.ts';
import { FileSealer } from './file-sealer.ts';
import { openingStream, sealingStream } from './file-streams.ts';
import {
  contentOf,
  isSame,
  openWhole,
  sealedBytes,
  sealWhole,
  smallChunk,
  smallChunks,
} from './testing/whole-file.ts';

function piecesOf(bytes: Bytes, length: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + length));
      at += length;
    },
  });
}

async function collected(stream: ReadableStream<Bytes>): Promise<Bytes> {
  const pieces: Bytes[] = [];
  for await (const piece of stream) pieces.push(piece);
  return concat(...pieces);
}

async function sealed(size: number, content: Bytes, length: number) {
  const sealer = await FileSealer.begin(size, { chunkExponent: smallChunks });
  const bytes = await collected(piecesOf(content, length).pipeThrough(sealingStream(sealer)));
  return { fileKey: sealer.fileKey, manifest: sealer.layout, bytes };
}

describe('a sealing stream', () => {
  it.each([0, 1, smallChunk, 2 * smallChunk + 1, 2 ** 22 + 1])('seals %p bytes', async (size) => {
    const content = contentOf(size);
    for (const length of [7_001, 3 * smallChunk]) {
      const { bytes, ...file } = await sealed(size, content, length);
      expect(isSame(await openWhole(file, bytes), content)).toBe(true);
    }
  });

  it.each([0, 1, smallChunk + 5, 2 * smallChunk])(
    'ends with an error where there are %p bytes and another number was said',
    async (size) => {
      for (const wrong of [Math.max(0, size - 1), size + 1, size + smallChunk]) {
        if (wrong === size) continue;
        await expect(sealed(wrong, contentOf(size), 30_000)).rejects.toEqual(new FileSourceChanged());
      }
    },
  );

  it('ends with an error where content comes in place of a chunk of padding', async () => {
    const [said, content] = [2 ** 22 + 1, contentOf(2 ** 22 + 2)];
    await expect(sealed(said, content, 2 ** 20)).rejects.toEqual(new FileSourceChanged());
  });
});

describe('an opening stream', () => {
  it('opens what comes, in whatever pieces', async () => {
    const content = contentOf(3 * smallChunk + 9);
    const file = await sealWhole(content);
    for (const length of [999, smallChunk + 16, 4 * smallChunk]) {
      const opening = openingStream(new FileOpener(file));
      const opened = await collected(piecesOf(sealedBytes(file), length).pipeThrough(opening));
      expect(isSame(opened, content)).toBe(true);
    }
  });

  it('ends with an error where the file does', async () => {
    const file = await sealWhole(contentOf(3 * smallChunk));
    const cut = sealedBytes({ ...file, chunks: file.chunks.slice(0, 2) });
    const opened = collected(piecesOf(cut, 10_000).pipeThrough(openingStream(new FileOpener(file))));
    await expect(opened).rejects.toEqual(new FileRefusal('truncated'));
  });
});

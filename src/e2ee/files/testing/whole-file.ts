import { type Bytes, concat } from '../../bytes.ts';
import type { FileManifest } from '../file-manifest.ts';
import { FileOpener } from '../file-opener.ts';
import { FileSealer, type UnfinishedFile } from '../file-sealer.ts';

/** The smallest chunks that there are: 64 KiB. */
export const smallChunks = 16;
export const smallChunk = 2 ** smallChunks;

/** A file as a server has it, and what its readers know. */
export interface SealedFile {
  readonly fileKey: Bytes;
  readonly manifest: Pick<FileManifest, 'size' | 'chunkCount'>;
  readonly header: Bytes;
  readonly chunks: readonly Bytes[];
  readonly unfinished: UnfinishedFile;
}

/** Bytes without a pattern, the same for the same size and seed. */
export function contentOf(size: number, seed = 1): Bytes {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed;
  for (let at = 0; at < words.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[at] = Math.imul(state, 0x9e3779b1) ^ (state >>> 15);
  }
  return new Uint8Array(words.buffer, 0, size);
}

/** At the speed of memory: these are long. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

export async function sealWhole(content: Bytes, chunkExponent = smallChunks): Promise<SealedFile> {
  return sealWith(await FileSealer.begin(content.length, { chunkExponent }), content);
}

export async function sealWith(sealer: FileSealer, content: Bytes): Promise<SealedFile> {
  const { layout, header, fileKey } = sealer;
  const chunks: Bytes[] = [];
  for (let index = 0; index < layout.chunkCount; index += 1) {
    const { start, end } = layout.contentRange(index);
    chunks.push(await sealer.seal(index, content.subarray(start, end)));
  }
  const manifest = { size: layout.size, chunkCount: layout.chunkCount };
  return { fileKey, manifest, header, chunks, unfinished: sealer.unfinished };
}

/** All that the server has of it. */
export function sealedBytes({ header, chunks }: Pick<SealedFile, 'header' | 'chunks'>): Bytes {
  return concat(header, ...chunks);
}

/** Opens a file that comes in one piece. @throws {FileRefusal} */
export async function openWhole(
  { fileKey, manifest }: Pick<SealedFile, 'fileKey' | 'manifest'>,
  sealed: Uint8Array,
): Promise<Bytes> {
  const opener = new FileOpener({ fileKey, manifest });
  const opened = await opener.push(sealed);
  await opener.finish();
  return concat(...opened);
}

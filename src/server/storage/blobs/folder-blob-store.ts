import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { types } from 'node:util';
import { ProtocolError } from '../../../protocol/errors.ts';
import { type BlobId, type BlobStore, type ByteRange, blobIdPattern } from './blob-store.ts';

/** What the file system says where it takes no more: no space, no quota, a limit on the size of files. */
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const shardPattern = /^[0-9a-f]{2}$/;

/**
 * {@link BlobStore} in a folder: one file for each blob, named by its id alone, in folders by the first two digits.
 *
 * An append is on the disk before it is confirmed (fsync), and the folder's own entry with it: neither a kill nor a
 * power cut takes back what a device was told, which may have forgotten those bytes since.
 */
export class FolderBlobStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  append(id: BlobId, offset: number, data: AsyncIterable<Uint8Array>): Promise<number> {
    return this.#orRefuse(async () => {
      const file = await this.#openToAppend(id, offset);
      try {
        const { size } = await file.stat();
        if (size !== offset) throw new ProtocolError('upload-offset-wrong');
        try {
          await write(file, offset, data);
        } finally {
          await file.sync();
        }
        return (await file.stat()).size;
      } finally {
        await file.close();
      }
    });
  }

  size(id: BlobId): Promise<number | undefined> {
    return this.#orRefuse(async () => {
      const file = await openExisting(this.#file(id), 'r+');
      if (file === undefined) return undefined;
      try {
        // After a kill there may be bytes that are not on the disk yet: whoever hears of them forgets them.
        await file.sync();
        return (await file.stat()).size;
      } finally {
        await file.close();
      }
    });
  }

  async complete(id: BlobId): Promise<void> {
    if ((await this.size(id)) === undefined) await this.append(id, 0, Readable.from([]));
  }

  read(id: BlobId, { offset, length }: ByteRange): Promise<Readable | undefined> {
    return this.#orRefuse(async () => {
      const file = await openExisting(this.#file(id), 'r');
      if (file === undefined) return undefined;
      if (length > 0) return file.createReadStream({ start: offset, end: offset + length - 1 });
      await file.close();
      return Readable.from([]);
    });
  }

  delete(id: BlobId): Promise<void> {
    return this.#orRefuse(async () => {
      const file = this.#file(id);
      try {
        await unlink(file);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return;
        throw error;
      }
      await syncFolder(path.dirname(file));
    });
  }

  async *list(): AsyncIterable<BlobId> {
    for (const shard of await this.#names(this.#folder, shardPattern)) {
      yield* await this.#names(path.join(this.#folder, shard), blobIdPattern);
    }
  }

  close(): void {
    // Nothing stays open between two calls.
  }

  async #openToAppend(id: BlobId, offset: number): Promise<FileHandle> {
    const file = this.#file(id);
    const existing = await openExisting(file, 'r+');
    if (existing !== undefined) return existing;
    if (offset !== 0) throw new ProtocolError('upload-offset-wrong');
    const folder = path.dirname(file);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(path.dirname(made));
    if (made !== undefined && made !== folder) await syncFolder(this.#folder);
    const handle = await open(file, 'wx', 0o600);
    await syncFolder(folder);
    return handle;
  }

  #file(id: BlobId): string {
    if (!blobIdPattern.test(id)) throw new TypeError('This is no id of a blob.');
    return path.join(this.#folder, id.slice(0, 2), id);
  }

  #names(folder: string, pattern: RegExp): Promise<string[]> {
    return this.#orRefuse(async () => {
      try {
        return (await readdir(folder)).filter((name) => pattern.test(name)).sort();
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return [];
        throw error;
      }
    });
  }

  /** Whatever the file system refuses has a code; what the data throws passes as it is. */
  async #orRefuse<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DataError) throw error.cause;
      const code = codeOf(error);
      if (code === undefined) throw error;
      throw new ProtocolError(full.has(code) ? 'file-store-full' : 'file-store-unavailable', undefined, {
        retryAfter: 5,
        cause: error,
      });
    }
  }
}

/** Tells a failure of whoever sends from one of the disk. */
class DataError extends Error {
  override readonly name = 'DataError';
}

async function write(file: FileHandle, offset: number, data: AsyncIterable<Uint8Array>): Promise<void> {
  let position = offset;
  for await (const chunk of mark(data)) {
    for (let from = 0; from < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, from, chunk.length - from, position);
      from += bytesWritten;
      position += bytesWritten;
    }
  }
}

async function* mark(data: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* data;
  } catch (error) {
    throw new DataError('The data broke off.', { cause: error });
  }
}

async function openExisting(file: string, flags: 'r' | 'r+'): Promise<FileHandle | undefined> {
  try {
    return await open(file, flags);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts the entries of a folder on the disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The code of an error of the operating system. */
function codeOf(error: unknown): string | undefined {
  const isOfSystem = types.isNativeError(error) && 'syscall' in error && 'code' in error;
  return isOfSystem ? String(error.code) : undefined;
}

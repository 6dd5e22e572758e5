import type { Readable } from 'node:stream';

/** What a blob is called: the file's 16 bytes in hexadecimal, in lower case, so that every store sorts it alike. */
export type BlobId = string;

export const blobIdPattern = /^[0-9a-f]{32}$/;

/** Part of a blob. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Bytes that grow at their end until they are complete, and never change after that. Every method throws ProtocolError
 * `file-store-unavailable` where the store cannot be used just now, and `file-store-full` where it takes no more.
 *
 * Of one blob only one append runs at a time; the caller sees to that.
 */
export interface BlobStore {
  /**
   * Adds bytes at the end; a blob that does not exist begins at 0. What it confirms survives a crash.
   *
   * @param offset How many bytes the blob has.
   * @returns How many it has now.
   * @throws ProtocolError `upload-offset-wrong` where it has another number; and what `data` throws, after it has kept
   * what came before.
   */
  append(id: BlobId, offset: number, data: AsyncIterable<Uint8Array>): Promise<number>;
  /** How many bytes are there and survive a crash, or `undefined` where there is no such blob. */
  size(id: BlobId): Promise<number | undefined>;
  /** Says that nothing more is added; from now on it can be read. May be called again. */
  complete(id: BlobId): Promise<void>;
  /** Bytes of a complete blob, or `undefined` where there is none. The range lies within it. */
  read(id: BlobId, range: ByteRange): Promise<Readable | undefined>;
  /** Takes it away for good; what does not exist is gone already. */
  delete(id: BlobId): Promise<void>;
  /** Every blob, complete or not, in ascending order. */
  list(): AsyncIterable<BlobId>;
  /** May be called twice. */
  close(): void;
}

import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { ProtocolError } from '../../protocol/errors.ts';
import type { BlobId, BlobStore, ByteRange } from '../storage/blobs/blob-store.ts';
import type { BlobOperation, FileMetrics } from './file-metrics.ts';

/** A blob store whose times are measured, and whose refusals an operator hears of. */
export class MeasuredBlobStore implements BlobStore {
  readonly #store: BlobStore;
  readonly #metrics: FileMetrics;
  readonly #logger: Logger;

  constructor(store: BlobStore, metrics: FileMetrics, logger: Logger) {
    this.#store = store;
    this.#metrics = metrics;
    this.#logger = logger;
  }

  async append(id: BlobId, offset: number, data: AsyncIterable<Uint8Array>): Promise<number> {
    try {
      return await this.#store.append(id, offset, data);
    } catch (error) {
      this.#tell('append', error);
      throw error;
    }
  }

  size(id: BlobId): Promise<number | undefined> {
    return this.#measure('size', () => this.#store.size(id));
  }

  complete(id: BlobId): Promise<void> {
    return this.#measure('complete', () => this.#store.complete(id));
  }

  read(id: BlobId, range: ByteRange): Promise<Readable | undefined> {
    return this.#measure('read', () => this.#store.read(id, range));
  }

  delete(id: BlobId): Promise<void> {
    return this.#measure('delete', () => this.#store.delete(id));
  }

  async *list(): AsyncIterable<BlobId> {
    try {
      yield* this.#store.list();
    } catch (error) {
      this.#tell('list', error);
      throw error;
    }
  }

  close(): void {
    this.#store.close();
  }

  async #measure<T>(operation: BlobOperation, work: () => Promise<T>): Promise<T> {
    const ended = this.#metrics.started(operation);
    try {
      const result = await work();
      ended('done');
      return result;
    } catch (error) {
      ended(error instanceof ProtocolError ? error.code : 'internal');
      this.#tell(operation, error);
      throw error;
    }
  }

  #tell(operation: string, error: unknown): void {
    if (!(error instanceof ProtocolError && error.code.startsWith('file-store-'))) return;
    this.#logger.warn(
      { operation, code: error.code, reason: reasonOf(error.cause) },
      'The file store refuses',
    );
  }
}

/** In a word: messages may hold paths and names. */
function reasonOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'unknown';
  return 'code' in cause ? String(cause.code) : 'name' in cause ? String(cause.name) : 'unknown';
}

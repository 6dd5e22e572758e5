import type { Logger } from 'pino';
import { ProtocolError } from '../../protocol/errors.ts';
import type { BlobId, BlobStore } from '../storage/blobs/blob-store.ts';
import type { FileStore } from '../storage/file-store.ts';
import { eraseFile } from './erase-file.ts';
import type { FileMetrics } from './file-metrics.ts';
import type { FileParts } from './file-parts.ts';
import { blobIdOf } from './own-file.ts';

/** Milliseconds between two sweeps, and between two comparisons. */
const sweepPause = 30_000;
const comparePause = 60 * 60 * 1000;
/** Files that one query takes. */
const batch = 50;
const pageSize = 500;

/** Milliseconds for which bytes without a row are kept: somebody may have started with the wrong database. */
const orphanGrace = 24 * 60 * 60 * 1000;

/** Takes away what has no future: given-up uploads, files of accounts that ended, deletions that were cut short. */
export class FileSweep {
  readonly #parts: FileParts;
  readonly #files: FileStore;
  readonly #blobs: BlobStore;
  readonly #metrics: FileMetrics;
  readonly #now: () => number;
  readonly #logger: Logger;
  /** Bytes without a row, and when they were first seen so. */
  #orphans: ReadonlyMap<BlobId, number> = new Map();
  #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(parts: FileParts, logger: Logger) {
    this.#parts = parts;
    this.#files = parts.files;
    this.#blobs = parts.blobs;
    this.#metrics = parts.metrics;
    this.#now = parts.now;
    this.#logger = logger;
  }

  /** Sweeps and compares now, then sweeps every half minute and compares every hour. */
  start(): void {
    if (this.#timers.length > 0 || this.#isClosed) return;
    this.#inBackground(() => this.#all());
    this.#timers = [
      setInterval(() => this.#inBackground(() => this.#sweepAndCount()), sweepPause),
      setInterval(() => this.#inBackground(() => this.#all()), comparePause),
    ];
  }

  /** @returns How many files it took away, bytes first and their rows after them. */
  async sweep(): Promise<number> {
    let total = 0;
    for (;;) {
      const doomed = await this.#files.markDoomed(this.#now(), batch);
      for (const id of doomed) {
        if (this.#isClosed) return total;
        await eraseFile(this.#parts, id);
        total += 1;
      }
      if (doomed.length < batch) return total;
    }
  }

  /**
   * Compares bytes and rows, both in the order of their ids. Rows are made before and removed after their bytes, so that
   * a difference is none of the usual ways of things: bytes without a row are left of a database that was restored or
   * exchanged, and go after a day; a file without bytes is only told of, as its bytes may be brought back.
   */
  async compare(): Promise<{ orphaned: number; missing: number }> {
    const orphans = new Map<BlobId, number>();
    let missing = 0;
    const rows = this.#rows()[Symbol.asyncIterator]();
    let row = await rows.next();
    for await (const blob of this.#blobs.list()) {
      for (; !row.done && row.value.blob < blob; row = await rows.next())
        missing += await this.#missing(row.value);
      if (!row.done && row.value.blob === blob) row = await rows.next();
      else if (await this.#isOrphan(blob)) orphans.set(blob, this.#orphans.get(blob) ?? this.#now());
    }
    for (; !row.done; row = await rows.next()) missing += await this.#missing(row.value);
    this.#orphans = orphans;
    const counts = { orphaned: orphans.size, missing };
    this.#metrics.compared(counts);
    if (counts.orphaned + counts.missing > 0) this.#logger.warn(counts, 'Files and their bytes do not match');
    await this.#deleteOrphans(orphans);
    return counts;
  }

  /** Waits for what runs. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#running;
  }

  async #deleteOrphans(orphans: ReadonlyMap<BlobId, number>): Promise<void> {
    for (const [blob, since] of orphans) {
      if (this.#now() - since >= orphanGrace && (await this.#isOrphan(blob))) await this.#blobs.delete(blob);
    }
  }

  async *#rows(): AsyncGenerator<{ blob: BlobId; id: Uint8Array; isFinished: boolean }> {
    let after: Uint8Array | undefined;
    do {
      const page = await this.#files.page(pageSize, after);
      for (const row of page) yield { blob: blobIdOf(row.id), ...row };
      after = page.length < pageSize ? undefined : page.at(-1)?.id;
    } while (after !== undefined);
  }

  /** Asks again: the row may have been made or removed since its page was read. */
  async #isOrphan(blob: BlobId): Promise<boolean> {
    return !(await this.#files.exists(Buffer.from(blob, 'hex')));
  }

  /** @returns 1 where a finished file has no bytes, also when asked again. */
  async #missing({
    blob,
    id,
    isFinished,
  }: {
    blob: BlobId;
    id: Uint8Array;
    isFinished: boolean;
  }): Promise<number> {
    if (!isFinished || (await this.#blobs.size(blob)) !== undefined) return 0;
    return (await this.#files.find(id)) === undefined ? 0 : 1;
  }

  async #all(): Promise<void> {
    await this.#sweepAndCount();
    await this.compare();
  }

  async #sweepAndCount(): Promise<void> {
    await this.sweep();
    this.#metrics.counted(await this.#files.totals());
  }

  /** Leaves it to what still runs. */
  #inBackground(work: () => Promise<void>): void {
    this.#running ??= this.#attempt(work).finally(() => {
      this.#running = undefined;
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Where the database or the store is away, readiness and the store's own words say so already.
      if (!(error instanceof ProtocolError)) this.#logger.error({ err: error }, 'Files could not be swept');
    }
  }
}

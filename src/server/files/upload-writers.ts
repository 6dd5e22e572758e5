import { randomBytes } from 'node:crypto';
import { ProtocolError } from '../../protocol/errors.ts';
import type { FileStore, Writer } from '../storage/file-store.ts';
import { blobIdOf } from './own-file.ts';

/** Milliseconds for which a request that writes counts without another word from it: its node may have died. */
const leaseTime = 15_000;
const renewalPause = 5_000;

export interface UploadWritersOptions {
  /** Milliseconds without progress after which an upload is given up. */
  readonly unfinishedTime: number;
  /** Whether no other server uses the same database: then nobody has to be kept off by a row, which is a write each. */
  readonly isAlone: boolean;
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Lets one request at a time work on an upload. The latest one counts: where a connection was cut, the request over it
 * may hang for long before anybody notices, and whoever goes on meanwhile is the same device. Within a node the former
 * is broken off; one on another node is told by the database to wait for at most the time of a lease.
 */
export class UploadWriters {
  readonly #files: FileStore;
  readonly #unfinishedTime: number;
  readonly #isAlone: boolean;
  readonly #now: () => number;
  readonly #running = new Map<string, Running>();
  #isClosed = false;

  constructor(files: FileStore, { unfinishedTime, isAlone, now }: UploadWritersOptions) {
    this.#files = files;
    this.#unfinishedTime = unfinishedTime;
    this.#isAlone = isAlone;
    this.#now = now;
  }

  /**
   * Works on a file that exists.
   *
   * @param work Is to end soon after its signal aborts. `confirm` puts the end of an unfinished upload off, and throws
   * `upload-busy` where another request has taken over or deleted it: what came to the disk must not be confirmed then.
   * @throws ProtocolError `upload-busy`.
   */
  async run<T>(
    id: Uint8Array,
    work: (signal: AbortSignal, confirm: () => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const key = blobIdOf(id);
    for (let other = this.#running.get(key); other !== undefined; other = this.#running.get(key)) {
      other.controller.abort();
      await other.ended;
    }
    if (this.#isClosed) throw new ProtocolError('draining');
    const controller = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    this.#running.set(key, { controller, ended });
    try {
      if (!this.#isAlone) return await this.#runLeased(id, controller, work);
      return await work(controller.signal, () => this.#putOff(id));
    } finally {
      this.#running.delete(key);
      resolve();
    }
  }

  /** Breaks off what runs, and waits for it. May be called twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running.values()];
    for (const { controller } of running) controller.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #runLeased<T>(
    id: Uint8Array,
    controller: AbortController,
    work: (signal: AbortSignal, confirm: () => Promise<void>) => Promise<T>,
  ): Promise<T> {
    const writerId = randomBytes(16);
    const now = this.#now();
    if (!(await this.#files.startWriting(id, { id: writerId, until: now + leaseTime }, now))) {
      throw new ProtocolError('upload-busy', undefined, { retryAfter: leaseTime / 1000 });
    }
    const confirm = () => this.#goOn(id, writerId);
    const renewal = setInterval(() => confirm().catch(() => controller.abort()), renewalPause);
    try {
      return await work(controller.signal, confirm);
    } finally {
      clearInterval(renewal);
      await this.#end(id, writerId);
    }
  }

  async #putOff(id: Uint8Array): Promise<void> {
    if (!(await this.#files.putOff(id, this.#now() + this.#unfinishedTime))) {
      throw new ProtocolError('upload-busy');
    }
  }

  async #goOn(id: Uint8Array, writerId: Uint8Array): Promise<void> {
    const now = this.#now();
    const writer: Writer = { id: writerId, until: now + leaseTime };
    if (!(await this.#files.goOnWriting(id, writer, now + this.#unfinishedTime))) {
      throw new ProtocolError('upload-busy');
    }
  }

  async #end(id: Uint8Array, writerId: Uint8Array): Promise<void> {
    try {
      await this.#files.endWriting(id, writerId);
    } catch (error) {
      // The lease ends by itself; what the work came to is what counts.
      if (!(error instanceof ProtocolError)) throw error;
    }
  }
}

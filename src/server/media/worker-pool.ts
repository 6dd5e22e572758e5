import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { ProtocolError } from '../../protocol/errors.ts';
import { MediaWorker, type MediaWorkerOptions } from './media-worker.ts';
import { RestartBackoff, type RestartBackoffPolicy } from './restart-backoff.ts';

export interface WorkerPoolOptions extends Omit<MediaWorkerOptions, 'index' | 'port'> {
  readonly count: number;
  /** Worker `n` listens on `portBase + n`; 0 takes any free ports. */
  readonly portBase: number;
  readonly restart: RestartBackoffPolicy;
}

interface WorkerPoolEvents {
  started: [worker: MediaWorker];
  died: [worker: MediaWorker];
}

/** How long a peer waits for a worker where none is alive. Milliseconds. */
const availabilityTimeout = 5_000;

/** How often the load of the workers is measured. Milliseconds. */
const loadInterval = 1_000;

/**
 * Keeps one worker alive in each slot. A worker that dies is replaced in its slot, on the same port;
 * whoever had media on it hears `died` first.
 */
export class WorkerPool extends EventEmitter<WorkerPoolEvents> {
  readonly #options: WorkerPoolOptions;
  readonly #logger: Logger;
  readonly #slots: (MediaWorker | undefined)[];
  readonly #backoffs: RestartBackoff[];
  readonly #restarts = new Set<NodeJS.Timeout>();
  #loadTimer: NodeJS.Timeout | undefined;
  #closed = false;
  restarts = 0;

  constructor(options: WorkerPoolOptions, logger: Logger) {
    super();
    this.#options = options;
    this.#logger = logger;
    this.#slots = new Array(options.count).fill(undefined);
    this.#backoffs = this.#slots.map(() => new RestartBackoff(options.restart));
    // One listener for each room that has media here.
    this.setMaxListeners(0);
  }

  /** @throws Where any worker does not start; none is left running then. */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#slots.map((_, index) => this.#fill(index)));
    } catch (error) {
      this.close();
      throw error;
    }
    this.#loadTimer = setInterval(() => void this.#measure(), loadInterval);
  }

  get size(): number {
    return this.#slots.length;
  }

  get alive(): readonly MediaWorker[] {
    return this.#slots.filter((worker) => worker !== undefined);
  }

  /**
   * Resolves once at least one worker is alive.
   *
   * @throws ProtocolError `media-unavailable` where none comes back in time.
   */
  async available(): Promise<void> {
    if (this.alive.length > 0) {
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const started = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.off('started', started);
        reject(new ProtocolError('media-unavailable'));
      }, availabilityTimeout);
      this.once('started', started);
    });
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#loadTimer);
    this.#restarts.forEach((timer) => {
      clearTimeout(timer);
    });
    this.#restarts.clear();
    this.alive.forEach((worker) => {
      worker.close();
    });
    this.#slots.fill(undefined);
  }

  async #fill(index: number): Promise<void> {
    const { portBase, ...options } = this.#options;
    const port = portBase === 0 ? undefined : portBase + index;
    const worker = await MediaWorker.start({ ...options, index, port });
    if (this.#closed) {
      worker.close();
      return;
    }
    this.#slots[index] = worker;
    this.#backoffs[index]?.started(performance.now());
    worker.onDied((error) => this.#replace(worker, error));
    this.emit('started', worker);
  }

  #replace(worker: MediaWorker, error: Error): void {
    this.#slots[worker.index] = undefined;
    this.#logger.error({ worker: worker.index, pid: worker.pid, error: error.message }, 'worker died');
    this.emit('died', worker);
    this.#restart(worker.index);
  }

  #restart(index: number): void {
    if (this.#closed) {
      return;
    }
    const delay = this.#backoffs[index]?.failed(performance.now()) ?? 0;
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.restarts += 1;
      this.#fill(index).then(
        () => this.#logger.info({ worker: index }, 'worker replaced'),
        (error: unknown) => {
          this.#logger.error({ worker: index, error: String(error) }, 'worker does not start');
          this.#restart(index);
        },
      );
    }, delay);
    this.#restarts.add(timer);
  }

  async #measure(): Promise<void> {
    const now = performance.now();
    const measured = await Promise.allSettled(this.alive.map((worker) => worker.measureLoad(now)));
    const failed = measured.filter((result) => result.status === 'rejected').length;
    if (failed > 0 && !this.#closed) {
      this.#logger.warn({ failed }, 'load of workers not measured');
    }
  }
}

export interface RestartBackoffPolicy {
  readonly initialDelaySeconds: number;
  readonly maxDelaySeconds: number;
  /** A worker that lived this long starts afresh. */
  readonly resetAfterSeconds: number;
}

/** Decides how long a worker's slot stays empty after the worker died. Times are in milliseconds. */
export class RestartBackoff {
  readonly #policy: RestartBackoffPolicy;
  #deaths = 0;
  #startedAt: number | undefined;

  constructor(policy: RestartBackoffPolicy) {
    this.#policy = policy;
  }

  started(now: number): void {
    this.#startedAt = now;
  }

  /** Takes note of a death or of a start that failed, and returns the wait before the next start. */
  failed(now: number): number {
    const { initialDelaySeconds, maxDelaySeconds, resetAfterSeconds } = this.#policy;
    const lived = this.#startedAt === undefined ? 0 : now - this.#startedAt;
    this.#startedAt = undefined;
    if (lived >= resetAfterSeconds * 1000) {
      this.#deaths = 0;
    }
    const delay = Math.min(initialDelaySeconds * 2 ** this.#deaths, maxDelaySeconds) * 1000;
    this.#deaths += 1;
    return delay;
  }
}

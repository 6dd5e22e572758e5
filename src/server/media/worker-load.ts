/** Processor time that a worker has used up to a moment, both in milliseconds. */
export interface ProcessorSample {
  readonly at: number;
  readonly used: number;
}

/**
 * Measures the load of a worker, which has one thread, as the share of one core that it used between
 * two samples. Smoothed, because a placement that follows each spike moves people for nothing.
 */
export class WorkerLoad {
  #last: ProcessorSample | undefined;
  #ratio = 0;

  /** From 0 (idle) to about 1 (the core is full). */
  get ratio(): number {
    return this.#ratio;
  }

  add(sample: ProcessorSample): void {
    if (this.#last !== undefined && sample.at > this.#last.at) {
      const ratio = Math.max(0, (sample.used - this.#last.used) / (sample.at - this.#last.at));
      this.#ratio = this.#ratio * 0.5 + ratio * 0.5;
    }
    this.#last = sample;
  }
}

import { Gauge, Histogram, type Registry } from 'prom-client';

export type QueryOutcome = 'done' | 'refused' | 'unavailable' | 'failed';

/** How the database does. Labels name operations, never what they are about. */
export class StorageMetrics {
  readonly #durations: Histogram<'operation' | 'outcome'>;
  readonly #up: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#durations = new Histogram({
      name: 'sottovoce_storage_operation_duration_seconds',
      help: 'Time of operations on the database, by operation and outcome.',
      labelNames: ['operation', 'outcome'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2, 10],
      registers,
    });
    this.#up = new Gauge({
      name: 'sottovoce_storage_up',
      help: 'Whether the database answered when it was last asked.',
      registers,
    });
  }

  started(operation: string): (outcome: QueryOutcome) => void {
    const end = this.#durations.startTimer({ operation });
    return (outcome) => {
      end({ outcome });
      this.#up.set(outcome === 'unavailable' ? 0 : 1);
    };
  }
}

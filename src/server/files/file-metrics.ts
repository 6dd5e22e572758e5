import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { FileRouteName } from '../../protocol/files.ts';
import type { FileTotals } from '../storage/file-store.ts';

/** What the blob store is asked to do; an append lasts as long as the sender takes and is not measured. */
export type BlobOperation = 'size' | 'complete' | 'read' | 'delete';

/** Counts what people do with files, without a label that names one. */
export class FileMetrics {
  readonly #requests: Counter<'route' | 'outcome'>;
  readonly #bytes: Counter<'direction'>;
  readonly #stored: Gauge;
  readonly #count: Gauge<'state'>;
  readonly #unmatched: Gauge<'kind'>;
  readonly #durations: Histogram<'operation' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'sottovoce_file_requests_total',
      help: 'Requests about files, by route and outcome: done, cut off, or an error code.',
      labelNames: ['route', 'outcome'],
      registers,
    });
    this.#bytes = new Counter({
      name: 'sottovoce_file_bytes_total',
      help: 'Bytes of files that were received and sent.',
      labelNames: ['direction'],
      registers,
    });
    this.#stored = new Gauge({
      name: 'sottovoce_file_stored_bytes',
      help: 'Bytes that count for quotas, unfinished uploads with their whole length, as the database last said.',
      registers,
    });
    this.#count = new Gauge({
      name: 'sottovoce_file_count',
      help: 'Files, by whether their upload is finished, as the database last said.',
      labelNames: ['state'],
      registers,
    });
    this.#unmatched = new Gauge({
      name: 'sottovoce_file_unmatched',
      help: 'Bytes without a row in the database (orphaned) and files without bytes (missing), when last compared.',
      labelNames: ['kind'],
      registers,
    });
    this.#durations = new Histogram({
      name: 'sottovoce_file_store_duration_seconds',
      help: 'Time of operations on the store of files, by operation and outcome.',
      labelNames: ['operation', 'outcome'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    });
  }

  answered(route: FileRouteName, outcome: string): void {
    this.#requests.inc({ route, outcome });
  }

  transferred(direction: 'received' | 'sent', bytes: number): void {
    this.#bytes.inc({ direction }, bytes);
  }

  counted({ bytes, finished, unfinished }: FileTotals): void {
    this.#stored.set(bytes);
    this.#count.set({ state: 'finished' }, finished);
    this.#count.set({ state: 'unfinished' }, unfinished);
  }

  compared({ orphaned, missing }: { orphaned: number; missing: number }): void {
    this.#unmatched.set({ kind: 'orphaned' }, orphaned);
    this.#unmatched.set({ kind: 'missing' }, missing);
  }

  started(operation: BlobOperation): (outcome: string) => void {
    const end = this.#durations.startTimer({ operation });
    return (outcome) => {
      end({ outcome });
    };
  }
}

import type { Finding } from './figures.ts';

export interface BenchmarkOptions {
  /** How often each measurement is repeated. */
  readonly rounds: number;
  /** Tells whoever waits what is going on. */
  readonly note: (line: string) => void;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  run(options: BenchmarkOptions): Promise<Finding[]>;
}

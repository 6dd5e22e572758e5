import { arch, cpus, release, totalmem } from 'node:os';
import { basename, dirname } from 'node:path';
import { version, workerBin } from 'mediasoup';

/** What a figure means little without. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly mediasoup: string;
  /** The folder of the worker's program, which set-up names after its origin. */
  readonly worker: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${release()} ${arch()}`,
    node: process.version,
    mediasoup: version,
    worker: basename(dirname(workerBin)),
  };
}

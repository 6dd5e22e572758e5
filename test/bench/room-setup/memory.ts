import { readFile } from 'node:fs/promises';
import type { ServerProcess } from '../../harness/server-process.ts';

/** Resident memory in bytes. */
export interface ServerMemory {
  readonly server: number;
  /** Of all its workers together. */
  readonly workers: number;
}

export async function readMemory(server: ServerProcess): Promise<ServerMemory> {
  const metrics = await server.metrics();
  const workers = await Promise.all((await server.workerPids()).map(residentBytes));
  return {
    server: metrics.sum('sottovoce_process_resident_memory_bytes'),
    workers: workers.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** Reads `/proc/PID/status` (proc(5)), which counts in kibibytes. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`Process ${pid} tells no resident memory.`);
  return Number(kibibytes) * 1024;
}

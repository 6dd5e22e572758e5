import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { workerBin } from 'mediasoup';

/** A worker that loads and finds no version to speak ends with this code. */
const loadedExitCode = 41;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not run it',
  ABORT_ERR: 'it does not end by itself, as a worker without a version does',
};

export type WorkerBinaryProbe =
  | { readonly kind: 'loads'; readonly path: string }
  | { readonly kind: 'broken'; readonly path: string; readonly reason: string };

/**
 * Starts the media worker's binary for a moment to see whether it loads on this machine.
 *
 * @param path Where it is; as mediasoup finds it where left out (`MEDIASOUP_WORKER_BIN` first).
 */
export async function probeWorkerBinary(path: string = workerBin): Promise<WorkerBinaryProbe> {
  const { MEDIASOUP_VERSION: _, ...env } = process.env;
  const child = spawn(path, [], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: AbortSignal.timeout(15_000),
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  try {
    const [code, signal] = await once(child, 'close');
    if (code === loadedExitCode) return { kind: 'loads', path };
    const reason = output.trim().split('\n')[0] || `it ended with ${code ?? signal}`;
    return { kind: 'broken', path, reason };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    return { kind: 'broken', path, reason: reasons[code] ?? String(error) };
  }
}

/** The media worker cannot run here. The message says why, and what to do. */
export class WorkerBinaryError extends Error {
  override readonly name = 'WorkerBinaryError';
  readonly code = 'worker-binary-broken';
}

/** @throws {@link WorkerBinaryError} where the media worker's binary does not load. */
export async function requireWorkerBinary(): Promise<void> {
  const probe = await probeWorkerBinary();
  if (probe.kind === 'loads') return;
  throw new WorkerBinaryError(
    `The media worker does not load: ${probe.path}: ${probe.reason}. ` +
      'Run `npm start`, which fetches or builds it, or set MEDIASOUP_WORKER_BIN.',
  );
}

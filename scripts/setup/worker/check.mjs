import { spawn } from 'node:child_process';

/** What a worker that loads exits with if MEDIASOUP_VERSION is missing from its environment (its main.cpp). */
const EXIT_WITHOUT_VERSION = 41;

/**
 * Whether a worker binary loads on this machine: its format, C library and shared libraries fit.
 *
 * @param {string} binary
 * @returns {Promise<boolean>}
 */
export function workerRuns(binary) {
  return new Promise((resolve) => {
    const child = spawn(binary, [], { env: {}, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === EXIT_WITHOUT_VERSION));
  });
}

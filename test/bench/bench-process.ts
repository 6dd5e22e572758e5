import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { z } from 'zod';

/**
 * A part of a benchmark in a process of its own, so that its CPU time is not that of what is measured.
 * One question at a time over Node's IPC channel: `ask` sends a message and awaits the next one.
 */
export class BenchProcess {
  readonly #child: ChildProcess;

  /** @param file The URL of a TypeScript file that answers each message with one message. */
  constructor(file: URL, env: NodeJS.ProcessEnv = {}) {
    this.#child = fork(file, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * @param answer The schema that the answer must have.
   * @throws {Error} If the process ends, or does not answer in time.
   */
  async ask<T extends z.ZodType>(message: object, answer: T, timeoutMs = 30_000): Promise<z.output<T>> {
    const stopped = new AbortController();
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      this.#child.send(message);
      const received: unknown = await Promise.race([
        once(this.#child, 'message', { signal }).then(([value]) => value),
        once(this.#child, 'exit', { signal }).then(([code]) => {
          throw new Error(`A process of the benchmark ended with code ${code}.`);
        }),
      ]);
      return answer.parse(received);
    } finally {
      stopped.abort();
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

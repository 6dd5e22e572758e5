import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `sottovoce` command as a process of its own. */
export class Command {
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #end: Promise<CommandResult>;
  #stdout = '';
  #stderr = '';

  /** @param env Settings by variable; those of the surroundings are kept out. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SOTTOVOCE_'));
    this.#process = spawn(process.execPath, [entry, ...args], {
      env: { ...Object.fromEntries(inherited), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#end = once(this.#process, 'close').then(([code, signal]) => ({
      code,
      signal,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** What it wrote once it has ended. */
  get end(): Promise<CommandResult> {
    return this.#end;
  }

  /**
   * Waits for words on standard output.
   *
   * @throws Where the command ends without them.
   */
  async says(words: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = words.exec(this.#stdout);
      if (match !== null) return match;
      const ended = await Promise.race([once(this.#process.stdout, 'data').then(() => undefined), this.#end]);
      if (ended !== undefined && !words.test(this.#stdout)) {
        throw new Error(`the command ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
      }
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Ends it by force if it has not ended yet. May be called twice. */
  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill('SIGKILL');
    await this.#end;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../src/config/schema.ts';
import { boundCommand } from './bound-command.ts';
import { until } from './condition.ts';
import { freePorts } from './free-port.ts';
import { mediaAddress } from './media-address.ts';
import { Metrics } from './metrics.ts';
import { childProcesses, holdsUdpPort } from './process-tree.ts';

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** What a test wants to be different from `config/test.yaml`. */
export type ServerSettings = DeepPartial<Config>;

const root = fileURLToPath(new URL('../../', import.meta.url));
const startLimit = 60_000;
const stopLimit = 30_000;

export interface ServerProcessOptions {
  /** Modules that its process loads before the server (`node --import`), as URLs. */
  readonly preload?: readonly string[];
  /** Wait until it lives, not until it is ready: for a server that lacks something. */
  readonly unready?: boolean;
}

/** A server as an operator runs it: a process of its own, started from the command line. */
export class ServerProcess {
  /** Origin of its plain HTTP. */
  readonly origin: string;
  readonly httpPort: number;
  readonly #internalOrigin: string;
  readonly #directory: string;
  readonly #args: readonly string[];
  #process: ChildProcess;
  #log = '';

  private constructor(
    directory: string,
    args: readonly string[],
    { httpPort, internalPort }: { readonly httpPort: number; readonly internalPort: number },
  ) {
    this.#directory = directory;
    this.#args = args;
    this.httpPort = httpPort;
    this.origin = `http://127.0.0.1:${httpPort}`;
    this.#internalOrigin = `http://127.0.0.1:${internalPort}`;
    this.#process = this.#spawn();
  }

  /** Starts a server and waits until it is ready. */
  static async start(
    settings: ServerSettings = {},
    { preload = [], unready = false }: ServerProcessOptions = {},
  ): Promise<ServerProcess> {
    const [httpPort = 0, internalPort = 0] = await freePorts(2);
    const directory = await mkdtemp(join(tmpdir(), 'sottovoce-server-'));
    const file = join(directory, 'config.yaml');
    const own: ServerSettings = {
      dataDirectory: join(directory, 'data'),
      server: { host: '127.0.0.1', httpPort, https: { enabled: false }, internal: { port: internalPort } },
      log: { level: 'debug' },
      media: { addresses: [{ listen: mediaAddress() }] },
    };
    // JSON is YAML.
    await writeFile(file, JSON.stringify(merge(own, settings)));
    const args = [...preload.map((url) => `--import=${url}`), 'src/cli/main.ts', 'serve', '--config', file];
    const server = new ServerProcess(directory, args, { httpPort, internalPort });
    try {
      await server.#started(unready ? 'live' : 'ready');
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** Everything that the server has written. */
  get log(): string {
    return this.#log;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Its database, which a test may change as whoever runs the server can. */
  get databaseFile(): string {
    return join(this.#directory, 'data', 'accounts.sqlite');
  }

  async metrics(): Promise<Metrics> {
    return new Metrics(await this.metricsText());
  }

  /** The same as Prometheus reads them. */
  async metricsText(): Promise<string> {
    const response = await fetch(`${this.#internalOrigin}/metrics`);
    return response.text();
  }

  /** Process ids of the media workers, oldest first. */
  async workerPids(): Promise<number[]> {
    const { pid } = this.#process;
    if (pid === undefined) return [];
    return (await childProcesses(pid))
      .filter(({ name }) => name.startsWith('mediasoup'))
      .map((child) => child.pid);
  }

  /** The worker that serves a media port. */
  async workerAt(port: number): Promise<number> {
    for (const pid of await this.workerPids()) {
      if (await holdsUdpPort(pid, port)) return pid;
    }
    throw new Error(`no worker has the media port ${port}`);
  }

  /** Kills a worker as the kernel does when memory runs out. */
  killWorker(pid: number): void {
    process.kill(pid, 'SIGKILL');
  }

  /** Ends it at once, as the kernel does when memory runs out. What it has written stays: see {@link resume}. */
  async kill(): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  /** Starts it again after a {@link kill}, at the same ports and over what it has written. */
  async resume(): Promise<void> {
    this.#process = this.#spawn();
    await this.#started('ready');
  }

  /** Kills it for good, and clears its folder. */
  async crash(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /**
   * Ends the server as an init system does, and clears its folder. Can be called twice.
   *
   * @throws {Error} where it does not end by itself, or not with 0.
   */
  async close(): Promise<void> {
    if (this.running) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const deadline = setTimeout(() => this.#process.kill('SIGKILL'), stopLimit);
      await exited;
      clearTimeout(deadline);
    }
    await rm(this.#directory, { recursive: true, force: true });
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== 0) {
      throw new Error(`the server ended with ${exitCode ?? signalCode}:\n${this.tail()}`);
    }
  }

  /** The last lines of the log, without HTTP requests that went well. */
  tail(count = 60): string {
    const lines = this.#log.split('\n').filter((line) => !/"status":"[23]\d\d".*"msg":"Request"/.test(line));
    return lines.slice(-count).join('\n');
  }

  /** What the internal port says of its readiness. */
  async readiness(): Promise<unknown> {
    const response = await fetch(`${this.#internalOrigin}/health/ready`);
    return response.json();
  }

  #spawn(): ChildProcess {
    const { command, args } = boundCommand(process.execPath);
    const child = spawn(command, [...args, ...this.#args], {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    return child;
  }

  async #started(probe: 'live' | 'ready'): Promise<void> {
    await until('the server to be ready', () => this.#answers(probe), {
      limit: startLimit,
      dump: () => this.log,
    });
  }

  async #answers(probe: 'live' | 'ready'): Promise<boolean> {
    if (!this.running) throw new Error(`the server ended:\n${this.tail()}`);
    const response = await fetch(`${this.#internalOrigin}/health/${probe}`);
    return response.ok;
  }
}

/** The tests' own variables are no settings, and no setting of the surroundings shall change a test. */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SOTTOVOCE_'));
  return { ...Object.fromEntries(inherited), SOTTOVOCE_ENV: 'test', NODE_ENV: 'production' };
}

function merge(base: object, over: object): object {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isSection(below) && isSection(value) ? merge(below, value) : value;
  }
  return merged;
}

function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { until } from '../condition.ts';
import { freePorts } from '../free-port.ts';

/** PostgreSQL refuses to run as root: a test that is root gives it to nobody. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
const user = 'sottovoce';

/** A PostgreSQL server of the distribution's, with data of its own, that a test can take away and bring back. */
export class PostgresServer {
  readonly #bin: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #databases = 0;
  #log = '';

  private constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<PostgresServer> {
    const bin = process.env.SOTTOVOCE_POSTGRES;
    if (bin === undefined) throw new Error('SOTTOVOCE_POSTGRES is not set: run these tests by `npm test`.');
    const folder = mkdtempSync(join(tmpdir(), 'sottovoce-postgres-'));
    if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
    const [port = 0] = await freePorts(1);
    const server = new PostgresServer(bin, folder, port);
    const made = spawnSync(
      join(bin, 'initdb'),
      [
        '--pgdata',
        join(folder, 'data'),
        '--username',
        user,
        '--auth',
        'trust',
        '--encoding',
        'UTF8',
        '--no-sync',
      ],
      { ...identity, cwd: folder, encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
    await server.resume();
    return server;
  }

  /** The address of a new and empty database. */
  async createDatabase(name = `test${this.#databases}`): Promise<string> {
    this.#databases += 1;
    await this.#query(`create database ${name}`);
    return this.url(name);
  }

  url(database: string): string {
    return `postgres://${user}@127.0.0.1:${this.#port}/${database}`;
  }

  /** Brings it up, with what it held. */
  async resume(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.#port,
      unix_socket_directories: '',
      fsync: 'off',
    };
    const child = spawn(
      join(this.#bin, 'postgres'),
      [
        '-D',
        join(this.#folder, 'data'),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...identity, cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const output of [child.stdout, child.stderr]) {
      output.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    this.#process = child;
    await until(
      'PostgreSQL to answer',
      async () => {
        if (child.exitCode !== null) throw new Error(`PostgreSQL ended:\n${this.#log}`);
        try {
          await this.#query('select 1');
          return true;
        } catch {
          // Not yet.
          return false;
        }
      },
      { limit: 60_000 },
    );
  }

  /** Takes it away: every connection breaks, and no new one is taken. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    // "Immediate shutdown", as a crash looks from outside.
    child.kill('SIGQUIT');
    await exited;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #query(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url('postgres') });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }
}

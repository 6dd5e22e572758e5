import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RequestHandler, Router } from 'express';
import { pino } from 'pino';
import { readConfigFiles } from '../../src/config/files.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { createHttpApp } from '../../src/server/http/app.ts';
import { notFound } from '../../src/server/http/errors.ts';
import { createHttpServers, type HttpServers, type OpenPorts } from '../../src/server/http/servers.ts';
import { Health } from '../../src/server/observability/health.ts';
import { createMetrics } from '../../src/server/observability/metrics.ts';

/** The shipped test configuration with what a test wants to differ, written as YAML. */
export async function testConfig(text = ''): Promise<Config> {
  const files = await readConfigFiles({ env: { SOTTOVOCE_ENV: 'test' } });
  return loadConfig({ env: {}, files: [...files, { name: 'this test', text }] });
}

/** The public HTTP interface by itself, with a test's own routes and web app and without media. */
export class HttpShell {
  readonly health = new Health();
  readonly metrics = createMetrics('0.0.0-test');
  readonly folder: string;
  readonly webRoot: string;
  #servers: HttpServers | undefined;
  #ports: OpenPorts = {};

  private constructor(folder: string) {
    this.folder = folder;
    this.webRoot = path.join(folder, 'web');
  }

  static async start({
    settings = '',
    routers = [],
    sessionRouters = [],
    liveEvents = notFound,
    web = {},
  }: {
    /** YAML over the test configuration. */
    settings?: string;
    routers?: readonly Router[];
    sessionRouters?: readonly Router[];
    liveEvents?: RequestHandler;
    /** Files of the web app by their path; without any it counts as not built. */
    web?: Readonly<Record<string, string>>;
  } = {}): Promise<HttpShell> {
    const shell = new HttpShell(await mkdtemp(path.join(tmpdir(), 'sottovoce-http-')));
    for (const [name, content] of Object.entries(web)) {
      const file = path.join(shell.webRoot, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const config = { ...(await testConfig(settings)), dataDirectory: path.join(shell.folder, 'data') };
    const logger = pino({ level: 'silent' });
    const { health, metrics, webRoot } = shell;
    const app = createHttpApp({
      config,
      logger,
      metrics,
      health,
      routers,
      sessionRouters,
      liveEvents,
      webRoot,
    });
    shell.#servers = await createHttpServers(app, config, logger);
    shell.#ports = await shell.#servers.listen();
    return shell;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#ports.http}`;
  }

  get ports(): OpenPorts {
    return this.#ports;
  }

  get servers(): HttpServers {
    if (this.#servers === undefined) throw new Error('the HTTP shell has not started');
    return this.#servers;
  }

  fetch(address: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.origin + address, { redirect: 'manual', ...init });
  }

  async close(): Promise<void> {
    await this.#servers?.close(0);
    await rm(this.folder, { recursive: true, force: true });
  }
}

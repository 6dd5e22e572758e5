import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Logins } from '../../../src/server/accounts/logins.ts';
import { Sessions } from '../../../src/server/accounts/sessions.ts';
import { createFileService, type FileService } from '../../../src/server/files/file-service.ts';
import { trustProxy } from '../../../src/server/http/client-address.ts';
import { rateLimit } from '../../../src/server/http/rate-limit.ts';
import { createMetrics } from '../../../src/server/observability/metrics.ts';
import { SqlAccountStore } from '../../../src/server/storage/account-store.ts';
import { Database } from '../../../src/server/storage/database.ts';
import { SqlSessionStore } from '../../../src/server/storage/session-store.ts';
import { StorageMetrics } from '../../../src/server/storage/storage-metrics.ts';
import { HttpShell, testConfig } from '../http-shell.ts';
import { newAccount, newSession } from '../storage/stored-records.ts';
import { FileClient } from './file-client.ts';

interface FileShellParts {
  readonly folder: string;
  readonly databaseFile: string;
  readonly database: Database;
  readonly service: FileService;
  readonly http: HttpShell;
  readonly clock: { now: number };
}

/** Files over real HTTP, SQLite and a folder, without media, and with a clock that the test sets. */
export class FileShell {
  readonly #parts: FileShellParts;

  private constructor(parts: FileShellParts) {
    this.#parts = parts;
  }

  /** @param settings YAML over the test configuration. */
  static async start(settings = ''): Promise<FileShell> {
    const folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-files-'));
    const databaseFile = path.join(folder, 'accounts.sqlite');
    const config = { ...(await testConfig(settings)), dataDirectory: folder };
    const registry = createMetrics('test');
    const logger = pino({ level: 'silent' });
    const database = new Database({
      place: { kind: 'sqlite', file: databaseFile },
      metrics: new StorageMetrics(registry),
      logger,
    });
    await database.start();
    const clock = { now: Date.UTC(2030, 0, 1) };
    const trust = trustProxy(config.server.trustProxy);
    const service = await createFileService({
      config,
      secret: Buffer.alloc(32, 7),
      database,
      logins: new Logins(
        new Sessions(new SqlSessionStore(database), config.accounts, () => clock.now),
        new SqlAccountStore(database),
      ),
      registry,
      logger,
      limit: rateLimit({ name: 'files', perMinute: config.limits.http.filesPerMinute, trust }),
      now: () => clock.now,
    });
    const http = await HttpShell.start({ settings, routers: [service.router] });
    return new FileShell({ folder, databaseFile, database, service, http, clock });
  }

  get database(): Database {
    return this.#parts.database;
  }

  get databaseFile(): string {
    return this.#parts.databaseFile;
  }

  get service(): FileService {
    return this.#parts.service;
  }

  get now(): number {
    return this.#parts.clock.now;
  }

  /** Moves the clock. */
  pass(milliseconds: number): void {
    this.#parts.clock.now += milliseconds;
  }

  /** Somebody without an account. */
  guest(): FileClient {
    return new FileClient(this.#parts.http.origin);
  }

  /** Somebody who is logged in. */
  async person(): Promise<FileClient & { leave(): Promise<void> }> {
    const accounts = new SqlAccountStore(this.database);
    const account = newAccount({ createdAt: this.now });
    const token = randomBytes(32).toString('base64url');
    const tokenHash = createHash('sha256').update(token).digest();
    const expiresAt = this.now + 180 * 24 * 60 * 60 * 1000;
    await accounts.create(account, newSession({ tokenHash, createdAt: this.now, expiresAt }));
    const client = new FileClient(this.#parts.http.origin, `sottovoce-session=${token}`);
    return Object.assign(client, {
      leave: async () => void (await accounts.delete(account.id, account.lookHash, this.now)),
    });
  }

  /** The folder of the blob store. */
  get blobFolder(): string {
    return path.join(this.#parts.folder, 'files');
  }

  /** Files that the blob store holds. */
  async blobs(): Promise<string[]> {
    if (!existsSync(this.blobFolder)) return [];
    const entries = await readdir(this.blobFolder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name));
  }

  async close(): Promise<void> {
    await this.#parts.http.close();
    await this.service.close();
    await this.database.close();
    await rm(this.#parts.folder, { recursive: true, force: true });
  }
}

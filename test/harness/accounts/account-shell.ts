import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import type { Registry } from 'prom-client';
import { type AccountService, createAccountService } from '../../../src/server/accounts/account-service.ts';
import { createConversationService } from '../../../src/server/conversations/conversation-service.ts';
import { trustProxy } from '../../../src/server/http/client-address.ts';
import { rateLimit } from '../../../src/server/http/rate-limit.ts';
import { LocalBus } from '../../../src/server/live/bus.ts';
import type { LiveServer } from '../../../src/server/live/live-server.ts';
import { createLiveService } from '../../../src/server/live/live-service.ts';
import { createMetrics } from '../../../src/server/observability/metrics.ts';
import { watchAccounts } from '../../../src/server/people/account-ends.ts';
import { createPeopleService } from '../../../src/server/people/people-service.ts';
import { Database } from '../../../src/server/storage/database.ts';
import { StorageMetrics } from '../../../src/server/storage/storage-metrics.ts';
import { HttpShell, testConfig } from '../http-shell.ts';
import { AccountClient } from './account-client.ts';

/**
 * All that needs an account, over real HTTP and live events and with a database of its own, without media, and with a
 * clock that the test sets.
 */
export class AccountShell {
  readonly database: Database;
  readonly file: string;
  readonly service: AccountService;
  readonly live: LiveServer;
  readonly metrics: Registry;
  readonly #http: HttpShell;
  readonly #folder: string;
  readonly #clock: { now: number };

  private constructor(
    folder: string,
    file: string,
    database: Database,
    service: AccountService,
    live: LiveServer,
    metrics: Registry,
    http: HttpShell,
    clock: { now: number },
  ) {
    this.#folder = folder;
    this.file = file;
    this.database = database;
    this.service = service;
    this.live = live;
    this.metrics = metrics;
    this.#http = http;
    this.#clock = clock;
  }

  /** @param settings YAML over the test configuration. */
  static async start(settings = ''): Promise<AccountShell> {
    const folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-accounts-'));
    const file = path.join(folder, 'accounts.sqlite');
    const config = await testConfig(settings);
    const registry = createMetrics('test');
    const logger = pino({ level: 'silent' });
    const database = new Database({
      place: { kind: 'sqlite', file },
      metrics: new StorageMetrics(registry),
      logger,
    });
    await database.start();
    const clock = { now: Date.UTC(2030, 0, 1) };
    const bus = new LocalBus();
    const trust = trustProxy(config.server.trustProxy);
    const service = await createAccountService({
      config,
      secret: Buffer.alloc(32, 7),
      database,
      registry,
      logger,
      trust,
      limit: rateLimit({ name: 'accounts', perMinute: config.limits.http.accountsPerMinute, trust }),
      watcher: watchAccounts(database, bus),
      now: () => clock.now,
    });
    const now = () => clock.now;
    const shared = { config, database, logins: service.logins, bus, registry, trust, logger, now };
    const people = createPeopleService(shared);
    const conversations = createConversationService(shared);
    const { contactsOf } = people;
    const live = createLiveService({ ...shared, contactsOf, handlers: conversations.liveHandlers });
    const http = await HttpShell.start({
      settings,
      sessionRouters: [service.router, people.router, conversations.router],
      liveEvents: live.handleRequest,
    });
    for (const server of http.servers.servers) {
      server.on('upgrade', (...upgrade) => live.handleUpgrade(...upgrade));
    }
    return new AccountShell(folder, file, database, service, live, registry, http, clock);
  }

  get origin(): string {
    return this.#http.origin;
  }

  get now(): number {
    return this.#clock.now;
  }

  /** Moves the clock. */
  pass(milliseconds: number): void {
    this.#clock.now += milliseconds;
  }

  client(browser?: string): AccountClient {
    return new AccountClient(this.origin, browser);
  }

  async close(): Promise<void> {
    await this.live.close();
    await this.#http.close();
    await this.service.close();
    await this.database.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

import type { RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.ts';
import { accountRoutes } from '../../protocol/accounts.ts';
import type { TrustProxy } from '../http/client-address.ts';
import { SqlAccountStore } from '../storage/account-store.ts';
import { SqlAttemptStore } from '../storage/attempt-store.ts';
import type { Database } from '../storage/database.ts';
import { SqlInvitationStore } from '../storage/invitation-store.ts';
import { SqlSessionStore } from '../storage/session-store.ts';
import { Sweep } from '../storage/sweep.ts';
import { SqlThrottleStore } from '../storage/throttle-store.ts';
import { deriveAccountKeys } from './account-keys.ts';
import { AccountMetrics } from './account-metrics.ts';
import type { AccountParts } from './account-parts.ts';
import type { AccountWatcher } from './account-watcher.ts';
import { Attempts } from './attempts.ts';
import { GuessLimits } from './guess-limits.ts';
import { loginHandlers } from './login.ts';
import { Logins } from './logins.ts';
import { OpaqueServer } from './opaque-server.ts';
import { ownAccountHandlers } from './own-account.ts';
import { recoveryHandlers } from './recovery.ts';
import { registrationHandlers } from './registration.ts';
import { RouteMetrics } from './route-metrics.ts';
import { sessionListHandlers } from './session-list.ts';
import { sessionRouter } from './session-router.ts';
import { Sessions } from './sessions.ts';

export interface AccountServiceOptions {
  readonly config: Pick<Config, 'accounts' | 'limits' | 'server'>;
  /** The server's secret, at least 32 bytes. */
  readonly secret: Uint8Array;
  readonly database: Database;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly trust: TrustProxy;
  /** How often one address may ask at all. */
  readonly limit: RequestHandler;
  /** Hears of sessions and accounts that end. */
  readonly watcher: AccountWatcher;
  /** Milliseconds since 1970 began. */
  readonly now?: () => number;
}

/** Accounts over HTTP, and what they need in the background. */
export interface AccountService {
  readonly router: Router;
  readonly logins: Logins;
  /** From now on takes out what has expired, now and every half minute. */
  start(): void;
  /** Does so now. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/** Puts the parts of accounts together over a database, which its owner starts and closes. */
export async function createAccountService({
  config,
  secret,
  database,
  registry,
  logger,
  trust,
  limit,
  watcher,
  now = Date.now,
}: AccountServiceOptions): Promise<AccountService> {
  const keys = deriveAccountKeys(secret);
  const metrics = new AccountMetrics(registry);
  const sessionStore = new SqlSessionStore(database);
  const parts: AccountParts = {
    accounts: new SqlAccountStore(database),
    invitations: new SqlInvitationStore(database),
    sessions: new Sessions(sessionStore, config.accounts, now),
    attempts: new Attempts(new SqlAttemptStore(database), keys.attempts, now),
    limits: new GuessLimits(new SqlThrottleStore(database), keys, config.limits.accounts, now),
    opaque: await OpaqueServer.create(keys.opaqueSetup),
    keys,
    watcher,
    settings: config.accounts,
    now,
  };
  const logins = new Logins(parts.sessions, parts.accounts);
  const router = sessionRouter({
    routes: accountRoutes,
    handlers: {
      ...registrationHandlers(parts),
      ...loginHandlers(parts),
      ...sessionListHandlers(parts),
      ...ownAccountHandlers(parts),
      ...recoveryHandlers(parts),
    },
    logins,
    metrics: new RouteMetrics(registry, 'account'),
    server: config.server,
    trust,
    limit,
    bodyBytes: config.limits.http.bodyBytes,
  });
  const sweep = new Sweep(database, now, logger, async () => {
    metrics.counted(await sessionStore.count(now()));
  });
  return {
    router,
    logins,
    start: () => sweep.start(),
    sweep: () => sweep.sweep(),
    close: () => sweep.close(),
  };
}

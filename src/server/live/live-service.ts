import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.ts';
import type { Logins } from '../accounts/logins.ts';
import type { TrustProxy } from '../http/client-address.ts';
import { RateCount } from '../http/rate-count.ts';
import type { Bus } from './bus.ts';
import { LiveMetrics } from './live-metrics.ts';
import type { LiveHandlers } from './live-request.ts';
import { LiveRequests } from './live-requests.ts';
import { LiveServer } from './live-server.ts';
import { Presence, type Schedule } from './presence.ts';

export interface LiveServiceOptions {
  readonly config: Pick<Config, 'limits' | 'server'>;
  readonly trust: TrustProxy;
  readonly logins: Logins;
  /** Who may see how somebody is: their contacts who have them as a contact, too. */
  readonly contactsOf: (accountId: string) => Promise<string[]>;
  /** Of all requests but those about presence. */
  readonly handlers: Omit<LiveHandlers, 'setPresence'>;
  readonly bus: Bus;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly schedule?: Schedule;
}

/** Puts the parts of live events together. */
export function createLiveService(options: LiveServiceOptions): LiveServer {
  const { config, trust, logins, contactsOf, bus, registry, logger, schedule } = options;
  const { live: limits } = config.limits;
  const presence = new Presence({
    contactsOf,
    bus,
    offlineAfter: limits.offlineAfterSeconds * 1000,
    logger,
    ...(schedule === undefined ? {} : { schedule }),
  });
  const metrics = new LiveMetrics(registry);
  const presences = new RateCount('presences', limits.presencesPerMinute);
  const requests = new LiveRequests({
    handlers: {
      ...options.handlers,
      async setPresence({ accountId, connectionId, body }) {
        await presences.count(accountId);
        await presence.set(accountId, connectionId, body.presence);
      },
    },
    metrics,
    logger,
  });
  const { server } = config;
  return new LiveServer({
    limits,
    server,
    trust,
    logins,
    requests,
    presence,
    contactsOf,
    bus,
    metrics,
    logger,
  });
}

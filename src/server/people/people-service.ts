import type { Router } from 'express';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.ts';
import { peopleRoutes } from '../../protocol/people.ts';
import type { Logins } from '../accounts/logins.ts';
import { RouteMetrics } from '../accounts/route-metrics.ts';
import { sessionRouter } from '../accounts/session-router.ts';
import { toBytes, toText } from '../http/base64url.ts';
import type { TrustProxy } from '../http/client-address.ts';
import { RateCount } from '../http/rate-count.ts';
import { rateLimit } from '../http/rate-limit.ts';
import type { Bus } from '../live/bus.ts';
import { SqlBookStore } from '../storage/book-store.ts';
import { SqlCardStore } from '../storage/card-store.ts';
import { SqlContactStore } from '../storage/contact-store.ts';
import { SqlConversationStore } from '../storage/conversation-store.ts';
import type { Database } from '../storage/database.ts';
import { SqlDeviceStore } from '../storage/device-store.ts';
import { bookHandlers } from './book.ts';
import { cardHandlers } from './cards.ts';
import { contactHandlers } from './contacts.ts';
import { deviceHandlers } from './devices.ts';
import type { PeopleParts } from './people-parts.ts';

export interface PeopleServiceOptions {
  readonly config: Pick<Config, 'limits' | 'server'>;
  readonly database: Database;
  readonly logins: Logins;
  readonly bus: Bus;
  readonly registry: Registry;
  readonly trust: TrustProxy;
  /** Milliseconds since 1970 began. */
  readonly now?: () => number;
}

/** People, their devices and contacts over HTTP. */
export interface PeopleService {
  readonly router: Router;
  /** Who is a person's contact, and has them as a contact, too. Ids are base64url. */
  contactsOf(accountId: string): Promise<string[]>;
}

/** Puts the parts of people together over a database, which its owner starts and closes. */
export function createPeopleService({
  config,
  database,
  logins,
  bus,
  registry,
  trust,
  now = Date.now,
}: PeopleServiceOptions): PeopleService {
  const { people: limits } = config.limits;
  const contacts = new SqlContactStore(database);
  const conversations = new SqlConversationStore(database);
  const parts: PeopleParts = {
    cards: new SqlCardStore(database),
    devices: new SqlDeviceStore(database),
    contacts,
    books: new SqlBookStore(database),
    companionsOf: (accountId) => conversations.companions(accountId),
    bus,
    limits,
    counts: {
      lookups: new RateCount('lookups', limits.lookupsPerMinute),
      lookupsOfNetwork: new RateCount('network-lookups', limits.lookupsPerMinuteAndNetwork),
      changes: new RateCount('people-changes', limits.changesPerMinute),
    },
    now,
  };
  const router = sessionRouter({
    routes: peopleRoutes,
    handlers: {
      ...cardHandlers(parts),
      ...deviceHandlers(parts),
      ...contactHandlers(parts),
      ...bookHandlers(parts),
    },
    logins,
    metrics: new RouteMetrics(registry, 'people'),
    server: config.server,
    trust,
    limit: rateLimit({ name: 'people', perMinute: limits.requestsPerMinute, trust }),
    bodyBytes: limits.bodyBytes,
  });
  return {
    router,
    contactsOf: async (accountId) => (await contacts.mutual(toBytes(accountId))).map(toText),
  };
}

import type { Router } from 'express';
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.ts';
import { conversationRoutes } from '../../protocol/conversations.ts';
import type { Logins } from '../accounts/logins.ts';
import { RouteMetrics } from '../accounts/route-metrics.ts';
import { sessionRouter } from '../accounts/session-router.ts';
import type { TrustProxy } from '../http/client-address.ts';
import { RateCount } from '../http/rate-count.ts';
import { rateLimit } from '../http/rate-limit.ts';
import type { Bus } from '../live/bus.ts';
import type { LiveHandlers } from '../live/live-request.ts';
import { SqlConversationStore } from '../storage/conversation-store.ts';
import type { Database } from '../storage/database.ts';
import { SqlLogStore } from '../storage/log-store.ts';
import { SqlMarkerStore } from '../storage/marker-store.ts';
import { SqlMessageStore } from '../storage/message-store.ts';
import { Chains } from './chains.ts';
import { conversationHandlers } from './conversation-handlers.ts';
import { ConversationMetrics } from './conversation-metrics.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { logHandlers } from './log-handlers.ts';
import { liveMessageHandlers, messageHandlers } from './message-handlers.ts';

export interface ConversationServiceOptions {
  readonly config: Pick<Config, 'limits' | 'server'>;
  readonly database: Database;
  readonly logins: Logins;
  readonly bus: Bus;
  readonly registry: Registry;
  readonly trust: TrustProxy;
  /** Milliseconds since 1970 began. */
  readonly now?: () => number;
}

/** Conversations over HTTP, and what goes over live connections of them. */
export interface ConversationService {
  readonly router: Router;
  readonly liveHandlers: LiveHandlers<'sendMessage' | 'setMarker' | 'sayTyping'>;
}

/** Puts the parts of conversations together over a database, which its owner starts and closes. */
export function createConversationService({
  config,
  database,
  logins,
  bus,
  registry,
  trust,
  now = Date.now,
}: ConversationServiceOptions): ConversationService {
  const { conversations: limits } = config.limits;
  const parts: ConversationParts = {
    conversations: new SqlConversationStore(database),
    logs: new SqlLogStore(database),
    messages: new SqlMessageStore(database),
    markers: new SqlMarkerStore(database),
    bus,
    chains: new Chains(),
    limits,
    counts: {
      entries: new RateCount('entries', limits.entriesPerMinute),
      messages: new RateCount('messages', limits.messagesPerMinute),
      markers: new RateCount('markers', limits.markersPerMinute),
      typing: new RateCount('typing', limits.typingPerMinute),
    },
    metrics: new ConversationMetrics(registry),
    now,
  };
  const router = sessionRouter({
    routes: conversationRoutes,
    handlers: { ...conversationHandlers(parts), ...logHandlers(parts), ...messageHandlers(parts) },
    logins,
    metrics: new RouteMetrics(registry, 'conversation'),
    server: config.server,
    trust,
    limit: rateLimit({ name: 'conversations', perMinute: limits.requestsPerMinute, trust }),
    bodyBytes: limits.bodyBytes,
  });
  return { router, liveHandlers: liveMessageHandlers(parts) };
}

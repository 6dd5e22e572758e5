import type { Config } from '../../config/schema.ts';
import type { conversationRoutes } from '../../protocol/conversations.ts';
import type { SessionHandlers } from '../accounts/session-route.ts';
import type { RateCount } from '../http/rate-count.ts';
import type { Bus } from '../live/bus.ts';
import type { ConversationStore } from '../storage/conversation-store.ts';
import type { LogStore } from '../storage/log-store.ts';
import type { MarkerStore } from '../storage/marker-store.ts';
import type { MessageStore } from '../storage/message-store.ts';
import type { Chains } from './chains.ts';
import type { ConversationMetrics } from './conversation-metrics.ts';

/** What the routes and live requests of conversations work with. */
export interface ConversationParts {
  readonly conversations: ConversationStore;
  readonly logs: LogStore;
  readonly messages: MessageStore;
  readonly markers: MarkerStore;
  readonly bus: Bus;
  /** By conversation: its events go out in the order in which they happened. */
  readonly chains: Chains;
  readonly limits: Config['limits']['conversations'];
  /** What an account does in a minute. */
  readonly counts: {
    readonly entries: RateCount;
    readonly messages: RateCount;
    readonly markers: RateCount;
    readonly typing: RateCount;
  };
  readonly metrics: ConversationMetrics;
  /** Milliseconds since 1970 began. */
  readonly now: () => number;
}

export type ConversationHandlers<
  N extends keyof typeof conversationRoutes = keyof typeof conversationRoutes,
> = SessionHandlers<typeof conversationRoutes, N>;

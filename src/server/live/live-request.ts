import type { z } from 'zod';
import type { LiveRequestAnswer, LiveRequestName, liveRequests } from '../../protocol/live-events.ts';

/** A request over a live connection, parsed. */
export interface LiveRequest<N extends LiveRequestName> {
  readonly body: z.output<(typeof liveRequests)[N]['body']>;
  /** Whose connection it is, as base64url. */
  readonly accountId: string;
  readonly connectionId: string;
}

export type LiveHandlers<N extends LiveRequestName = LiveRequestName> = {
  readonly [R in N]: (request: LiveRequest<R>) => Promise<LiveRequestAnswer<R>>;
};

import { z } from 'zod';
import { accountIdSchema, timeSchema } from './accounts.ts';
import {
  conversationIdSchema,
  markerSchema,
  messageIdSchema,
  messageSchema,
  sealedMessageSchema,
  sequenceSchema,
} from './conversations.ts';

/** A person's live events over socket.io, beside their session's cookie. */

/** Where socket.io listens. */
export const liveEventsPath = '/events';

/** How somebody wants to be seen; `invisible` looks like being away from everything. */
export const ownPresenceSchema = z.enum(['online', 'away', 'busy', 'invisible']);
/** How others see somebody. */
export const presenceSchema = z.enum(['online', 'away', 'busy', 'offline']);

/** What a client sends. Each is answered through socket.io's acknowledgement: see {@link liveErrorSchema}. */
export const liveRequests = {
  /** Needs membership. The same id twice is one message, and answered alike. */
  sendMessage: {
    body: z.object({
      conversationId: conversationIdSchema,
      messageId: messageIdSchema,
      message: sealedMessageSchema,
    }),
    answer: z.object({ sequence: sequenceSchema, receivedAt: timeSchema }),
  },
  /** Replaces one's own marker in a conversation. */
  setMarker: {
    body: z.object({ conversationId: conversationIdSchema, marker: markerSchema }),
    answer: z.undefined(),
  },
  /** That one is writing; good for some seconds. */
  sayTyping: {
    body: z.object({ conversationId: conversationIdSchema }),
    answer: z.undefined(),
  },
  /** Of this connection. Of a person with several, the most present one counts; `busy` and `invisible` before all. */
  setPresence: {
    body: z.object({ presence: ownPresenceSchema }),
    answer: z.undefined(),
  },
} as const;

/** What the server sends, to every connection of everybody whom it concerns, the one that caused it among them. */
export const liveEvents = {
  /** The first event of every connection: from now on nothing is missed. */
  welcome: z.object({ present: z.array(z.object({ accountId: accountIdSchema, presence: presenceSchema })) }),
  messageAdded: messageSchema.extend({ conversationId: conversationIdSchema }),
  markerSet: z.object({
    conversationId: conversationIdSchema,
    accountId: accountIdSchema,
    marker: markerSchema,
  }),
  typing: z.object({ conversationId: conversationIdSchema, accountId: accountIdSchema }),
  presence: z.object({ accountId: accountIdSchema, presence: presenceSchema }),
  /** A conversation is new, or its log is longer; also for whoever was taken out of it. */
  conversationChanged: z.object({ conversationId: conversationIdSchema, logLength: z.int().min(1) }),
  /** What somebody is to the one who hears it, or their introduction. */
  contactChanged: z.object({ accountId: accountIdSchema }),
  /** A device list is longer: of a contact, of somebody in a conversation, or one's own. */
  devicesChanged: z.object({ accountId: accountIdSchema, length: z.int().min(1) }),
  bookChanged: z.object({ revision: z.int().min(1) }),
} as const;

/** What acknowledges a request: its answer, or an error as in HTTP bodies. */
export const liveErrorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), retryAfter: z.number().optional() }),
});

export type LiveRequestName = keyof typeof liveRequests;
export type LiveRequestBody<N extends LiveRequestName> = z.input<(typeof liveRequests)[N]['body']>;
export type LiveRequestAnswer<N extends LiveRequestName> = z.output<(typeof liveRequests)[N]['answer']>;
export type LiveEventName = keyof typeof liveEvents;
export type LiveEvent<N extends LiveEventName> = z.output<(typeof liveEvents)[N]>;
export type OwnPresence = z.infer<typeof ownPresenceSchema>;
export type Presence = z.infer<typeof presenceSchema>;

import { z } from 'zod';
import { errorCodes } from './errors.ts';
import {
  acceptedCommitSchema,
  admissionSchema,
  epochSchema,
  groupIdSchema,
  messageBlobSchema,
  welcomeBlobSchema,
} from './group.ts';
import { mediaIdSchema, peerIdSchema, peerNameShape, sourceSchema } from './identifiers.ts';
import { consumerInfoSchema, peerInfoSchema } from './room-state.ts';

/**
 * What the server asks of a client. A client may answer `newConsumer` with `paused: true` to keep the
 * consumer paused until it is shown; without it the server resumes the consumer at once.
 */
export const serverRequests = {
  newConsumer: {
    request: consumerInfoSchema,
    response: z.object({ paused: z.boolean().optional() }),
  },
} as const satisfies Record<string, { request: z.ZodType; response: z.ZodType }>;

/** Why a session is over for good. Each is shown to the person in words. */
export const endReasonSchema = z.enum([
  'room-closed',
  'removed',
  'duplicate-session',
  'node-draining',
  'rate-limited',
]);

export type EndReason = z.infer<typeof endReasonSchema>;

const layer = z.int().min(0).max(7);
const score = z.int().min(0).max(10);

/** What the server tells a client. Names and shapes are those of mediasoup's demo; the last two blocks are ours. */
export const notifications = {
  newPeer: peerInfoSchema,
  peerClosed: z.object({ peerId: peerIdSchema }),
  peerDisplayNameChanged: z.object({ peerId: peerIdSchema, ...peerNameShape }),
  consumerClosed: z.object({ consumerId: mediaIdSchema }),
  consumerPaused: z.object({ consumerId: mediaIdSchema }),
  consumerResumed: z.object({ consumerId: mediaIdSchema }),
  consumerLayersChanged: z.object({
    consumerId: mediaIdSchema,
    spatialLayer: layer.nullable(),
    temporalLayer: layer.nullable(),
  }),
  /** Scores run from 0 (nothing arrives) to 10 (nothing is lost). */
  consumerScore: z.object({ consumerId: mediaIdSchema, score: z.object({ score, producerScore: score }) }),
  producerScore: z.object({ producerId: mediaIdSchema, score: z.array(z.object({ score })).max(8) }),

  /** The first message of each connection: how to come back after a cut. */
  session: z.object({
    peerId: peerIdSchema,
    resumeToken: z.string().max(128),
    /** Seconds for which the server keeps the session after a cut. */
    resumeWindow: z.int().min(0),
    /** False where a resumed client must fetch the room's state. */
    fresh: z.boolean(),
  }),
  /** The highest spatial layer that anybody watches; null where nobody watches at all. */
  producerLayersWanted: z.object({ producerId: mediaIdSchema, spatialLayer: layer.nullable() }),
  /** This peer's transports are gone (a worker died): make new ones and produce again. */
  mediaReset: z.object({ reason: z.enum(['worker-died', 'moved']) }),
  muteRequested: z.object({ source: sourceSchema, byPeerId: peerIdSchema }),
  /** Only the microphones of those who spoke last are forwarded from now on, or all are again. */
  speakerSelectionChanged: z.object({ selectsSpeakers: z.boolean() }),
  roomLockChanged: z.object({ locked: z.boolean() }),
  /** Something that the client sent could not be read and carried no request id to answer. */
  protocolError: z.object({ code: z.enum(errorCodes), message: z.string().max(1024) }),
  /** The last message of a session. */
  ended: z.object({ reason: endReasonSchema }),

  /** To members: somebody waits to be added; replaces what the same peer showed before. */
  admissionRequested: admissionSchema,
  /** To members: that one waits no more, and was not added. */
  admissionWithdrawn: z.object({ peerId: peerIdSchema }),
  /** To members but the maker, who is answered, and those added, who get a welcome. */
  groupCommitted: acceptedCommitSchema,
  /** To its addressee alone, who is a member now. */
  groupWelcome: z.object({
    groupId: groupIdSchema,
    /** The epoch that it opens. */
    epoch: epochSchema,
    welcome: welcomeBlobSchema,
    byPeerId: peerIdSchema,
  }),
  /** To the other members. */
  groupMessage: z.object({
    groupId: groupIdSchema,
    epoch: epochSchema,
    message: messageBlobSchema,
    byPeerId: peerIdSchema,
  }),
} as const satisfies Record<string, z.ZodType>;

export type ServerRequest = keyof typeof serverRequests;
export type ServerRequestData<M extends ServerRequest> = z.output<(typeof serverRequests)[M]['request']>;
export type ServerRequestAnswer<M extends ServerRequest> = z.output<(typeof serverRequests)[M]['response']>;
export type Notification = keyof typeof notifications;
export type NotificationData<N extends Notification> = z.output<(typeof notifications)[N]>;

export function isNotification(method: string): method is Notification {
  return Object.hasOwn(notifications, method);
}

export function isServerRequest(method: string): method is ServerRequest {
  return Object.hasOwn(serverRequests, method);
}

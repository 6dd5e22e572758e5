import { z } from 'zod';
import {
  addressedWelcomeSchema,
  admissionProofSchema,
  admissionSchema,
  commitBlobSchema,
  epochSchema,
  groupIdSchema,
  groupStateSchema,
  memberIdsSchema,
  messageBlobSchema,
} from './group.ts';
import { mediaIdSchema, peerIdSchema, peerNameShape, roleSchema, sourceSchema } from './identifiers.ts';
import { deviceSchema, peerInfoSchema, roomStateSchema } from './room-state.ts';
import { mediaKindSchema, rtpCapabilitiesSchema, rtpParametersSchema } from './rtp.ts';
import { dtlsParametersSchema, iceParametersSchema, transportInfoSchema } from './transport.ts';

const nothing = z.object({});
const layer = z.int().min(0).max(7);
/** Any JSON that a diagnostic page may show; its shape is the media server's own. */
const statistics = z.array(z.record(z.string(), z.unknown()));

/** Reads `appData` as mediasoup's demo writes it, too: `share` marks a screen. */
const producerAppData = z
  .object({ source: z.string().max(32).optional(), share: z.boolean().optional() })
  .optional();

/**
 * What a client may ask of a room. Names and shapes are those of mediasoup's demo; the last two blocks are
 * ours: one for the room, one for the group that encrypts its calls.
 */
export const clientRequests = {
  getRouterRtpCapabilities: {
    request: nothing,
    response: z.object({ routerRtpCapabilities: rtpCapabilitiesSchema }),
  },
  createWebRtcTransport: {
    request: z.object({
      direction: z.enum(['producer', 'consumer']),
      forceTcp: z.boolean().optional(),
    }),
    response: transportInfoSchema,
  },
  connectWebRtcTransport: {
    request: z.object({ transportId: mediaIdSchema, dtlsParameters: dtlsParametersSchema }),
    response: nothing,
  },
  restartIce: {
    request: z.object({ transportId: mediaIdSchema }),
    response: z.object({ iceParameters: iceParametersSchema }),
  },
  join: {
    request: z.object({
      ...peerNameShape,
      device: deviceSchema.default({}),
      rtpCapabilities: rtpCapabilitiesSchema,
    }),
    response: z.object({
      peerId: peerIdSchema,
      role: roleSchema,
      locked: z.boolean(),
      selectsSpeakers: z.boolean(),
      peers: z.array(peerInfoSchema),
    }),
  },
  produce: {
    request: z
      .object({
        transportId: mediaIdSchema,
        kind: mediaKindSchema,
        rtpParameters: rtpParametersSchema,
        paused: z.boolean().optional(),
        appData: producerAppData,
      })
      .refine(
        ({ kind, rtpParameters }) =>
          rtpParameters.codecs.every(({ mimeType }) => mimeType.toLowerCase().startsWith(`${kind}/`)),
        {
          message: 'expected codecs of this kind',
          path: ['rtpParameters', 'codecs'],
        },
      ),
    response: z.object({ producerId: mediaIdSchema }),
  },
  closeProducer: { request: z.object({ producerId: mediaIdSchema }), response: nothing },
  pauseProducer: { request: z.object({ producerId: mediaIdSchema }), response: nothing },
  resumeProducer: { request: z.object({ producerId: mediaIdSchema }), response: nothing },
  pauseConsumer: { request: z.object({ consumerId: mediaIdSchema }), response: nothing },
  resumeConsumer: { request: z.object({ consumerId: mediaIdSchema }), response: nothing },
  setConsumerPreferredLayers: {
    request: z.object({ consumerId: mediaIdSchema, spatialLayer: layer, temporalLayer: layer.optional() }),
    response: nothing,
  },
  setConsumerPriority: {
    request: z.object({ consumerId: mediaIdSchema, priority: z.int().min(1).max(255) }),
    response: nothing,
  },
  requestConsumerKeyFrame: { request: z.object({ consumerId: mediaIdSchema }), response: nothing },
  changeDisplayName: { request: z.object(peerNameShape), response: nothing },
  getTransportStats: {
    request: z.object({ transportId: mediaIdSchema }),
    response: z.object({ stats: statistics }),
  },
  getProducerStats: {
    request: z.object({ producerId: mediaIdSchema }),
    response: z.object({ stats: statistics }),
  },
  getConsumerStats: {
    request: z.object({ consumerId: mediaIdSchema }),
    response: z.object({ stats: statistics }),
  },

  getRoomState: { request: nothing, response: roomStateSchema },
  leave: { request: nothing, response: nothing },
  removePeer: { request: z.object({ peerId: peerIdSchema }), response: nothing },
  mutePeer: { request: z.object({ peerId: peerIdSchema, source: sourceSchema }), response: nothing },
  /** In a room that selects speakers only: whether this peer's person speaks. */
  setSpeaking: { request: z.object({ speaking: z.boolean() }), response: nothing },
  setRoomLocked: { request: z.object({ locked: z.boolean() }), response: nothing },
  closeRoom: { request: nothing, response: nothing },
  reportFirstFrame: {
    request: z.object({ kind: mediaKindSchema, milliseconds: z.number().min(0).max(600_000) }),
    response: nothing,
  },

  createGroup: {
    request: z.object({ groupId: groupIdSchema }),
    response: z.object({ admissions: z.array(admissionSchema) }),
  },
  requestAdmission: { request: admissionProofSchema, response: nothing },
  withdrawAdmission: { request: nothing, response: nothing },
  commitGroup: {
    request: z.object({
      groupId: groupIdSchema,
      epoch: epochSchema,
      commit: commitBlobSchema,
      welcomes: z.array(addressedWelcomeSchema).max(64),
      removed: memberIdsSchema,
    }),
    response: z.object({ epoch: epochSchema }),
  },
  sendGroupMessage: {
    request: z.object({ groupId: groupIdSchema, epoch: epochSchema, message: messageBlobSchema }),
    response: nothing,
  },
  getGroupState: {
    request: z.object({ groupId: groupIdSchema.optional(), afterEpoch: epochSchema.optional() }),
    response: groupStateSchema,
  },
} as const satisfies Record<string, { request: z.ZodType; response: z.ZodType }>;

export type ClientRequest = keyof typeof clientRequests;
/** Request data as a caller writes it (defaults may be left out). */
export type RequestInput<M extends ClientRequest> = z.input<(typeof clientRequests)[M]['request']>;
/** Request data after parsing. */
export type RequestData<M extends ClientRequest> = z.output<(typeof clientRequests)[M]['request']>;
export type ResponseData<M extends ClientRequest> = z.output<(typeof clientRequests)[M]['response']>;

export function isClientRequest(method: string): method is ClientRequest {
  return Object.hasOwn(clientRequests, method);
}

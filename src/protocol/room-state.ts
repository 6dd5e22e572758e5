import { z } from 'zod';
import { mediaIdSchema, peerIdSchema, peerNameShape, roleSchema, sourceSchema } from './identifiers.ts';
import { mediaKindSchema, rtpParametersSchema } from './rtp.ts';

/** What a peer's software calls itself, for statistics and for a browser's own quirks. */
export const deviceSchema = z.object({
  flag: z.string().max(32).optional(),
  name: z.string().max(64).optional(),
  version: z.string().max(64).optional(),
});

/** Another participant, as everyone in the room sees them. `id` is the name that mediasoup's demo uses. */
export const peerInfoSchema = z.object({
  id: peerIdSchema,
  ...peerNameShape,
  role: roleSchema,
  device: deviceSchema,
});

/** A consumer that the server made for this peer: one source of one other peer. */
export const consumerInfoSchema = z.object({
  id: mediaIdSchema,
  peerId: peerIdSchema,
  producerId: mediaIdSchema,
  kind: mediaKindSchema,
  rtpParameters: rtpParametersSchema,
  type: z.enum(['simple', 'simulcast', 'svc']),
  producerPaused: z.boolean(),
  appData: z.object({ source: sourceSchema }),
});

/** One of this peer's own producers, as the server holds it. */
export const producerInfoSchema = z.object({
  id: mediaIdSchema,
  kind: mediaKindSchema,
  source: sourceSchema,
  paused: z.boolean(),
  /** As in `producerLayersWanted`. */
  wantedLayer: z.int().min(0).max(7).nullable(),
});

/**
 * The whole state of the room for one peer. After a cut the client compares it with its own and mends
 * the difference, so that nothing depends on which messages were lost.
 */
export const roomStateSchema = z.object({
  locked: z.boolean(),
  selectsSpeakers: z.boolean(),
  peers: z.array(peerInfoSchema),
  transportIds: z.array(mediaIdSchema),
  producers: z.array(producerInfoSchema),
  consumers: z.array(consumerInfoSchema),
});

export type DeviceInfo = z.infer<typeof deviceSchema>;
export type PeerInfo = z.infer<typeof peerInfoSchema>;
export type ConsumerInfo = z.infer<typeof consumerInfoSchema>;
export type ProducerInfo = z.infer<typeof producerInfoSchema>;
export type RoomState = z.infer<typeof roomStateSchema>;

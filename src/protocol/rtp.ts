import { z } from 'zod';

/**
 * RTP capabilities and parameters in the shape that mediasoup gives them (after ORTC). Bounds are far
 * above what browsers send and far below what would hurt.
 */
const payloadType = z.int().min(0).max(127);
const ssrc = z.int().min(0).max(0xffff_ffff);
const kind = z.enum(['audio', 'video']);
const mimeType = z.string().regex(/^(audio|video)\/[\w.-]{1,64}$/i);
const codecSettings = z
  .record(z.string().max(64), z.union([z.string().max(256), z.number(), z.boolean(), z.null()]))
  .refine((settings) => Object.keys(settings).length <= 32, 'too many codec parameters');
const rtcpFeedback = z.object({ type: z.string().max(32), parameter: z.string().max(32).optional() });
const direction = z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']);

const rtpCodecCapability = z.object({
  kind,
  mimeType,
  preferredPayloadType: payloadType.optional(),
  clockRate: z.int().min(1000).max(192_000),
  channels: z.int().min(1).max(8).optional(),
  parameters: codecSettings.optional(),
  rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
});

const rtpHeaderExtension = z.object({
  kind,
  uri: z.string().max(256),
  preferredId: z.int().min(1).max(255),
  preferredEncrypt: z.boolean().optional(),
  direction: direction.optional(),
});

export const rtpCapabilitiesSchema = z.object({
  codecs: z.array(rtpCodecCapability).max(64).optional(),
  headerExtensions: z.array(rtpHeaderExtension).max(64).optional(),
});

const rtpCodecParameters = z.object({
  mimeType,
  payloadType,
  clockRate: z.int().min(1000).max(192_000),
  channels: z.int().min(1).max(8).optional(),
  parameters: codecSettings.optional(),
  rtcpFeedback: z.array(rtcpFeedback).max(16).optional(),
});

const rtpEncoding = z.object({
  ssrc: ssrc.optional(),
  rid: z.string().max(16).optional(),
  codecPayloadType: payloadType.optional(),
  rtx: z.object({ ssrc }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: z.string().max(16).optional(),
  scaleResolutionDownBy: z.number().min(1).max(64).optional(),
  maxBitrate: z.int().min(0).optional(),
  maxFramerate: z.number().min(0).max(240).optional(),
  adaptivePtime: z.boolean().optional(),
  active: z.boolean().optional(),
  priority: z.string().max(16).optional(),
  networkPriority: z.string().max(16).optional(),
});

export const rtpParametersSchema = z.object({
  mid: z.string().max(32).optional(),
  codecs: z.array(rtpCodecParameters).min(1).max(16),
  headerExtensions: z
    .array(
      z.object({
        uri: z.string().max(256),
        id: z.int().min(1).max(255),
        encrypt: z.boolean().optional(),
        parameters: codecSettings.optional(),
      }),
    )
    .max(32)
    .optional(),
  encodings: z.array(rtpEncoding).min(1).max(8).optional(),
  rtcp: z
    .object({
      cname: z.string().max(256).optional(),
      reducedSize: z.boolean().optional(),
      mux: z.boolean().optional(),
    })
    .optional(),
  msid: z.string().max(256).optional(),
});

export const mediaKindSchema = kind;

export type MediaKind = z.infer<typeof mediaKindSchema>;
export type RtpCapabilities = z.infer<typeof rtpCapabilitiesSchema>;
export type RtpParameters = z.infer<typeof rtpParametersSchema>;

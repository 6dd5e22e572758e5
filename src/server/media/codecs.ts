import type { types } from 'mediasoup';
import { ortc } from 'mediasoup';
import { type RtpCapabilities, rtpCapabilitiesSchema } from '../../protocol/rtp.ts';

export type VideoCodec = 'vp8' | 'vp9' | 'av1' | 'h264';

const opus: types.RouterRtpCodecCapability = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
};

const video: Record<VideoCodec, types.RouterRtpCodecCapability> = {
  vp8: { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  vp9: { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  av1: { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
  h264: {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
};

/**
 * Whether clients can seal whole frames of a codec. A packetizer of H.264 needs parameter sets in clear, so it is not
 * offered where calls are encrypted.
 */
export function isSealable(codec: VideoCodec): boolean {
  return codec !== 'h264';
}

/** Tells the server who speaks and how loudly, so it is never negotiated. RFC 6464. */
const audioLevelExtension = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** The codecs of a router, in the order of preference. */
export function mediaCodecs(videoCodecs: readonly VideoCodec[]): types.RouterRtpCodecCapability[] {
  return [opus, ...videoCodecs.map((codec) => video[codec])];
}

/**
 * What clients are offered: the same for every router of a room, so that a peer may move between
 * workers without a new negotiation.
 */
export function offeredRtpCapabilities(videoCodecs: readonly VideoCodec[]): RtpCapabilities {
  const { codecs, headerExtensions } = ortc.generateRouterRtpCapabilities(mediaCodecs(videoCodecs));
  return rtpCapabilitiesSchema.parse({
    codecs,
    headerExtensions: headerExtensions?.filter(({ uri }) => uri !== audioLevelExtension),
  });
}

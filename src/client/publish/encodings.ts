import type { ProducerOptions } from 'mediasoup-client/types';
import type { Source } from '../../protocol/identifiers.ts';
import type { Bootstrap } from '../../protocol/room-token.ts';

type VideoCodec = Bootstrap['video']['codec'];
type Encodings = NonNullable<ProducerOptions['encodings']>;
type CodecOptions = NonNullable<ProducerOptions['codecOptions']>;

/** Music and films want more than a voice does. */
const screenAudioBitrate = 128_000;
/** Where the encoder begins before it knows the path, in kbit/s; without it pictures start out blurred. */
const startBitrate = 1_000;

/** Each lower simulcast layer has half the width and height, and this share of the top layer's bits. */
const simulcastShares = [
  { scaleResolutionDownBy: 4, share: 0.1 },
  { scaleResolutionDownBy: 2, share: 0.33 },
  { scaleResolutionDownBy: 1, share: 1 },
];

/**
 * The codec to send video in: the one that the server proposes, or VP8, which every browser sends.
 *
 * @param mimeTypes What this browser can send to this server.
 * @param isFirefox Firefox puts no spatial layers into a VP9 stream: all receivers would get one quality.
 */
export function chooseVideoCodec(
  proposed: VideoCodec,
  mimeTypes: readonly string[],
  isFirefox: boolean,
): VideoCodec {
  if (proposed === 'vp9' && isFirefox) return 'vp8';
  return mimeTypes.some((mimeType) => mimeType.toLowerCase() === `video/${proposed}`) ? proposed : 'vp8';
}

/**
 * The encodings of a camera.
 *
 * VP8 and H.264 send simulcast layers, as many as the picture is worth (libwebrtc itself sends two at
 * 640x480 and three from 960x540 on); VP9 sends spatial layers in one stream, AV1 temporal ones only,
 * because the dependency descriptor does not reach receivers.
 *
 * @param size The picture's width and height; full size is assumed where it is unknown.
 * @param isFirefox Firefox puts no layers into an AV1 stream, and the server would look for them.
 */
export function cameraEncodings(
  codec: VideoCodec,
  maxBitrate: number,
  size: { width?: number | undefined; height?: number | undefined },
  isFirefox: boolean,
): Encodings {
  if (codec === 'vp9') return [{ maxBitrate, scalabilityMode: 'L3T3_KEY' }];
  if (codec === 'av1') return [isFirefox ? { maxBitrate } : { maxBitrate, scalabilityMode: 'L1T3' }];
  const layers = simulcastShares.slice(-simulcastLayers((size.width ?? 1280) * (size.height ?? 720)));
  return layers.map(({ scaleResolutionDownBy, share }) => ({
    scaleResolutionDownBy,
    maxBitrate: Math.round(maxBitrate * share),
    scalabilityMode: 'L1T3',
  }));
}

function simulcastLayers(pixels: number): number {
  if (pixels >= 960 * 540) return 3;
  return pixels >= 480 * 270 ? 2 : 1;
}

/** A screen is sent in one encoding: its small layers would be unreadable. */
export function screenEncodings(policy: Bootstrap['screen']): Encodings {
  return [{ maxBitrate: policy.maxBitrate, maxFramerate: policy.frameRate }];
}

export function codecOptions(source: Source, audio: Bootstrap['audio']): CodecOptions {
  switch (source) {
    case 'microphone':
      return {
        opusStereo: false,
        opusFec: true,
        opusDtx: audio.dtx,
        opusMaxAverageBitrate: audio.maxBitrate,
      };
    case 'screen-audio':
      return { opusStereo: true, opusFec: true, opusDtx: false, opusMaxAverageBitrate: screenAudioBitrate };
    case 'camera':
    case 'screen':
      return { videoGoogleStartBitrate: startBitrate };
  }
}

/**
 * Which encodings to send when receivers want no layer above `wanted`.
 *
 * @param wanted The highest wanted layer, or `null` where nobody watches.
 */
export function activeEncodings(count: number, wanted: number | null): boolean[] {
  // A stream with its layers inside (SVC) has a single encoding, which carries all of them.
  if (count === 1) return [wanted !== null];
  return Array.from({ length: count }, (_, layer) => wanted !== null && layer <= wanted);
}

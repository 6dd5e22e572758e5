import type { Source } from '../../protocol/identifiers.ts';

/**
 * Stands between this device's media and the network. It is told of each track before the first of its
 * frames can pass; where it throws, the track is not carried.
 */
export interface MediaProtection {
  onRtpSender(sender: RTCRtpSender, track: SentTrack): void;
  onRtpReceiver(receiver: RTCRtpReceiver, track: ReceivedTrack): void;
}

export interface SentTrack {
  readonly source: Source;
  /** Such as `video/VP8`. */
  readonly mimeType: string;
}

export interface ReceivedTrack extends SentTrack {
  /** Who sends it, as the server says. */
  readonly peerId: string;
}

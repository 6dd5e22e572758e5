import type { Source } from '../../protocol/identifiers.ts';

/**
 * Stands between this device's media and the network. It is told of each track before the first of its
 * frames can pass; where it throws, the track is neither sent nor presented.
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

/**
 * Has a sender protected, or sees to it that it sends nothing.
 *
 * @throws What the protection throws.
 */
export function protectSender(protection: MediaProtection, sender: RTCRtpSender, track: SentTrack): void {
  try {
    protection.onRtpSender(sender, track);
  } catch (error) {
    // Its transceiver stays in the connection, and the next negotiation would have it send in clear.
    void sender.replaceTrack(null);
    throw error;
  }
}

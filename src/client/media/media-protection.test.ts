import { describe, expect, it } from '@jest/globals';
import { type MediaProtection, protectSender } from './media-protection.ts';

/** A sender that remembers its track. */
function senderDouble(): { sender: RTCRtpSender; tracks: unknown[] } {
  const tracks: unknown[] = ['the camera'];
  const sender = {
    replaceTrack: (track: MediaStreamTrack | null) => {
      tracks.push(track);
      return Promise.resolve();
    },
  };
  return { sender: sender as RTCRtpSender, tracks };
}

function protectionDouble(onRtpSender: MediaProtection['onRtpSender']): MediaProtection {
  return { onRtpSender, onRtpReceiver: () => undefined };
}

describe('the protection of a sender', () => {
  const track = { source: 'camera', mimeType: 'video/H264' } as const;

  it('leaves a protected sender its track', () => {
    const { sender, tracks } = senderDouble();
    const told: unknown[] = [];
    protectSender(
      protectionDouble((...given) => told.push(given)),
      sender,
      track,
    );
    expect(told).toEqual([[sender, track]]);
    expect(tracks).toEqual(['the camera']);
  });

  it('takes the track from a sender that cannot be protected', () => {
    const { sender, tracks } = senderDouble();
    const refuse = protectionDouble(() => {
      throw new RangeError('not this codec');
    });
    expect(() => protectSender(refuse, sender, track)).toThrow(RangeError);
    expect(tracks).toEqual(['the camera', null]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { readSnapshot } from './snapshot.ts';

const read = (...entries: object[]) =>
  readSnapshot(
    entries.map((entry, index) => [`id${index}`, entry] as const),
    1_000,
  );

describe('readSnapshot', () => {
  it('reads received tracks by the id of their track', () => {
    const { inbound } = read(
      {
        type: 'inbound-rtp',
        kind: 'video',
        trackIdentifier: 'v',
        packetsReceived: 10,
        framesDecoded: 5,
        frameWidth: 640,
        frameHeight: 360,
      },
      {
        type: 'inbound-rtp',
        kind: 'audio',
        trackIdentifier: 'a',
        packetsLost: -1,
        totalAudioEnergy: 0.5,
        totalSamplesDuration: 2,
        jitterBufferEmittedCount: 960,
      },
    );
    expect(inbound.get('v')).toMatchObject({
      kind: 'video',
      packetsReceived: 10,
      framesDecoded: 5,
      frameSize: { width: 640, height: 360 },
    });
    expect(inbound.get('a')).toEqual({
      kind: 'audio',
      packetsReceived: 0,
      packetsLost: 0,
      bytesReceived: 0,
      framesDecoded: 0,
      frameSize: undefined,
      samplesPlayed: 960,
      audioEnergy: 0.5,
      audioDuration: 2,
    });
  });

  it('takes the round-trip time of the pair in use', () => {
    const snapshot = read(
      { type: 'candidate-pair', nominated: false, state: 'succeeded', currentRoundTripTime: 9 },
      { type: 'candidate-pair', nominated: true, state: 'failed', currentRoundTripTime: 8 },
      {
        type: 'candidate-pair',
        nominated: true,
        state: 'in-progress',
        currentRoundTripTime: 0.03,
        availableOutgoingBitrate: 2_000_000,
      },
    );
    expect(snapshot).toMatchObject({ roundTripTime: 30, availableOutgoingBitrate: 2_000_000 });
  });

  it('falls back to the receiver reports where a pair tells no time', () => {
    expect(read({ type: 'remote-inbound-rtp', roundTripTime: 0.05, fractionLost: 0.02 })).toMatchObject({
      roundTripTime: 50,
      outboundLoss: 0.02,
    });
  });

  it('reads what limits the encodings', () => {
    const { outbound } = read(
      { type: 'outbound-rtp', active: true, qualityLimitationReason: 'bandwidth' },
      { type: 'outbound-rtp', active: false },
    );
    expect(outbound).toEqual([
      { active: true, bandwidthLimited: true },
      { active: false, bandwidthLimited: false },
    ]);
  });

  it('leaves out what it does not know', () => {
    expect(read({ type: 'codec' }, { type: 'inbound-rtp' }, {})).toEqual({
      at: 1_000,
      roundTripTime: undefined,
      availableOutgoingBitrate: undefined,
      inbound: new Map(),
      outbound: [],
      outboundLoss: undefined,
    });
  });
});

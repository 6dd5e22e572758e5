import { describe, expect, it } from '@jest/globals';
import { inboundSample, levelBetween, type MeasuredTrack, ownSample } from './measure.ts';
import type { InboundTrack, Snapshot } from './snapshot.ts';

const silent: InboundTrack = {
  kind: 'audio',
  packetsReceived: 0,
  packetsLost: 0,
  bytesReceived: 0,
  framesDecoded: 0,
  frameSize: undefined,
  samplesPlayed: 0,
  audioEnergy: 0,
  audioDuration: 0,
};
const snapshot = (
  inbound: Record<string, Partial<InboundTrack>>,
  rest: Partial<Snapshot> = {},
): Snapshot => ({
  at: 0,
  roundTripTime: 20,
  availableOutgoingBitrate: undefined,
  inbound: new Map(Object.entries(inbound).map(([id, track]) => [id, { ...silent, ...track }])),
  outbound: [],
  outboundLoss: undefined,
  ...rest,
});
const voice: MeasuredTrack = {
  trackId: 'a',
  kind: 'audio',
  wantedAt: 0,
  isContinuous: true,
  layersMissing: 0,
};
const late = 60_000;

describe('levelBetween', () => {
  it('is the root mean square of what was played', () => {
    const before = { ...silent, audioEnergy: 1, audioDuration: 10 };
    expect(levelBetween(before, { ...before, audioEnergy: 1.0025, audioDuration: 10.25 })).toBeCloseTo(0.1);
  });

  it('is 0 where nothing was played', () => {
    expect(levelBetween(undefined, silent)).toBe(0);
    expect(levelBetween(silent, undefined)).toBe(0);
    expect(levelBetween(silent, silent)).toBe(0);
  });
});

describe('inboundSample', () => {
  it('takes the loss of the interval, not of all time', () => {
    const before = snapshot({ a: { packetsReceived: 1_000, packetsLost: 500 } });
    const after = snapshot({ a: { packetsReceived: 1_090, packetsLost: 510 } });
    expect(inboundSample(before, after, [voice], late)).toEqual({
      flowing: true,
      roundTripTime: 20,
      packetLoss: 0.1,
      layersMissing: 0,
    });
  });

  it('knows no loss from a handful of packets', () => {
    const sample = inboundSample(
      snapshot({ a: {} }),
      snapshot({ a: { packetsReceived: 10 } }),
      [voice],
      late,
    );
    expect(sample.packetLoss).toBeUndefined();
  });

  it('does not flow where an expected track gets nothing', () => {
    const still = snapshot({ a: { packetsReceived: 100 } });
    expect(inboundSample(still, still, [voice], late).flowing).toBe(false);
  });

  it.each<[string, Partial<MeasuredTrack>, number]>([
    ['is muted or not shown', { wantedAt: undefined }, late],
    ['has only just begun', { wantedAt: late - 1_000 }, late],
    ['shows a still screen', { isContinuous: false }, late],
    ['is held back by the server', { layersMissing: 2 }, late],
  ])('does not miss a track that %s', (_name, track, now) => {
    const still = snapshot({ a: {} });
    expect(inboundSample(still, still, [{ ...voice, ...track }], now).flowing).toBe(true);
  });
});

describe('ownSample', () => {
  const quiet = { before: snapshot({}), after: snapshot({}) };

  it('takes the worse of both directions', () => {
    const send = snapshot({}, { outboundLoss: 0.04, roundTripTime: 90 });
    expect(ownSample(quiet, send, true, [])).toEqual({
      flowing: true,
      roundTripTime: 90,
      packetLoss: 0.04,
      layersMissing: 0,
    });
  });

  it('finds want of bandwidth in what is really sent', () => {
    const limited = [{ active: true, bandwidthLimited: true }];
    const unused = [{ active: false, bandwidthLimited: true }];
    expect(ownSample(quiet, snapshot({}, { outbound: unused }), true, []).layersMissing).toBe(0);
    expect(ownSample(quiet, snapshot({}, { outbound: limited }), true, []).layersMissing).toBe(1);
    const narrow = snapshot({}, { outbound: limited, availableOutgoingBitrate: 100_000 });
    expect(ownSample(quiet, narrow, true, []).layersMissing).toBe(2);
  });

  it('does not flow without a route', () => {
    expect(ownSample(quiet, snapshot({}), false, []).flowing).toBe(false);
  });
});

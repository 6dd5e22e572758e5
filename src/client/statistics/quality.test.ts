import { describe, expect, it } from '@jest/globals';
import { assess, observe, type QualitySample, startingQuality } from './quality.ts';

const fine: QualitySample = { flowing: true, roundTripTime: 20, packetLoss: 0, layersMissing: 0 };

describe('assess', () => {
  it.each<[Partial<QualitySample>, number, string]>([
    [{}, 4, 'good'],
    [{ roundTripTime: undefined, packetLoss: undefined }, 4, 'good'],
    [{ roundTripTime: 151 }, 3, 'round-trip-time'],
    [{ roundTripTime: 301 }, 2, 'round-trip-time'],
    [{ roundTripTime: 601 }, 1, 'round-trip-time'],
    [{ packetLoss: 0.02 }, 3, 'packet-loss'],
    [{ packetLoss: 0.05 }, 2, 'packet-loss'],
    [{ packetLoss: 0.2 }, 1, 'packet-loss'],
    [{ layersMissing: 1 }, 3, 'low-bandwidth'],
    [{ layersMissing: 2 }, 2, 'low-bandwidth'],
    [{ layersMissing: 3 }, 2, 'low-bandwidth'],
    [{ roundTripTime: 200, packetLoss: 0.2 }, 1, 'packet-loss'],
    [{ roundTripTime: 700, packetLoss: 0.02 }, 1, 'round-trip-time'],
    [{ flowing: false }, 1, 'no-media'],
  ])('finds in %p the level %i: %s', (sample, level, reason) => {
    expect(assess({ ...fine, ...sample })).toEqual({ level, reason });
  });
});

describe('observe', () => {
  const levels = (samples: Partial<QualitySample>[]) => {
    let meter = startingQuality;
    return samples.map((sample) => {
      meter = observe(meter, { ...fine, ...sample });
      return meter.shown.level;
    });
  };
  const bad = { packetLoss: 0.05 };
  const terrible = { packetLoss: 0.5 };

  it('worsens with the second bad sample', () => {
    expect(levels([{}, bad, bad])).toEqual([4, 4, 2]);
  });

  it('ignores a single bad sample', () => {
    expect(levels([bad, {}, bad, {}])).toEqual([4, 4, 4, 4]);
  });

  it('counts samples that are worse by different degrees together', () => {
    expect(levels([bad, terrible])).toEqual([4, 1]);
  });

  it('improves with the third good sample', () => {
    expect(levels([bad, bad, {}, {}, {}])).toEqual([4, 2, 2, 2, 4]);
  });

  it('keeps showing the reason of the level, and the latest figures', () => {
    let meter = startingQuality;
    for (const sample of [bad, bad, { packetLoss: 0 }]) meter = observe(meter, { ...fine, ...sample });
    expect(meter.shown).toEqual({ level: 2, reason: 'packet-loss', roundTripTime: 20, packetLoss: 0 });
  });
});

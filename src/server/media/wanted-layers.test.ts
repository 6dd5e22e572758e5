import { describe, expect, it } from '@jest/globals';
import { isIncrease, wantedLayer } from './wanted-layers.ts';

describe('wantedLayer', () => {
  it('is null where nobody watches', () => {
    expect(wantedLayer([], 2)).toBeNull();
    expect(wantedLayer([{ paused: true, spatialLayer: 2 }], 2)).toBeNull();
  });

  it('is the highest that any unpaused consumer prefers', () => {
    const demands = [
      { paused: false, spatialLayer: 0 },
      { paused: false, spatialLayer: 1 },
      { paused: true, spatialLayer: 2 },
    ];
    expect(wantedLayer(demands, 2)).toBe(1);
  });

  it('is the top layer where a consumer has no preference, and never above it', () => {
    expect(wantedLayer([{ paused: false, spatialLayer: undefined }], 2)).toBe(2);
    expect(wantedLayer([{ paused: false, spatialLayer: 7 }], 2)).toBe(2);
  });
});

describe('isIncrease', () => {
  it('tells more from less, with null as nothing at all', () => {
    expect(isIncrease(null, 0)).toBe(true);
    expect(isIncrease(0, 2)).toBe(true);
    expect(isIncrease(2, 0)).toBe(false);
    expect(isIncrease(0, null)).toBe(false);
    expect(isIncrease(1, 1)).toBe(false);
  });
});

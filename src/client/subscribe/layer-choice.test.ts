import { describe, expect, it } from '@jest/globals';
import { fullSize, largestView, layerForView } from './layer-choice.ts';

const hd = { width: 1280, height: 720 };

describe('layerForView', () => {
  it.each([
    [160, 90, 0],
    [320, 180, 0],
    [400, 225, 0],
    [401, 226, 1],
    [640, 360, 1],
    [800, 450, 1],
    [801, 451, 2],
    [2560, 1440, 2],
  ])('shows %i by %i from layer %i of three', (width, height, layer) => {
    expect(layerForView({ width, height }, hd, 3)).toBe(layer);
  });

  it('looks at the larger side of a view that crops', () => {
    expect(layerForView({ width: 200, height: 700 }, hd, 3)).toBe(2);
  });

  it('knows one layer only where there is one', () => {
    expect(layerForView({ width: 10, height: 10 }, hd, 1)).toBe(0);
    expect(layerForView({ width: 4000, height: 4000 }, hd, 1)).toBe(0);
  });
});

describe('largestView', () => {
  it('is the widest and the highest of all', () => {
    const views = [{ width: 100, height: 80 }, undefined, { width: 90, height: 160 }];
    expect(largestView(views)).toEqual({ width: 100, height: 160 });
  });

  it('is none where nothing is visible', () => {
    expect(largestView([])).toBeUndefined();
    expect(largestView([undefined, { width: 0, height: 100 }])).toBeUndefined();
  });
});

describe('fullSize', () => {
  it('doubles for every layer that is missing to the top', () => {
    expect(fullSize({ width: 180, height: 320 }, 0, 3)).toEqual({ width: 720, height: 1280 });
    expect(fullSize({ width: 640, height: 360 }, 1, 2)).toEqual({ width: 640, height: 360 });
  });
});

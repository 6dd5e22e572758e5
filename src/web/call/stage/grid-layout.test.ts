import { describe, expect, it } from '@jest/globals';
import type { Rect, Size } from './geometry.ts';
import { gridCapacity, layoutGrid } from './grid-layout.ts';

const gap = 8;
const windows: Size[] = [
  { width: 360, height: 640 },
  { width: 640, height: 360 },
  { width: 768, height: 1024 },
  { width: 1280, height: 720 },
  { width: 2560, height: 1440 },
];

function rowsOf(tiles: readonly Rect[]): number[] {
  const rows = new Map<number, number>();
  for (const tile of tiles) rows.set(tile.y, (rows.get(tile.y) ?? 0) + 1);
  return [...rows.values()];
}

function overlap(a: Rect, b: Rect): boolean {
  return (
    a.x < b.x + b.width - 0.01 &&
    b.x < a.x + a.width - 0.01 &&
    a.y < b.y + b.height - 0.01 &&
    b.y < a.y + a.height - 0.01
  );
}

describe('Grid', () => {
  it('keeps 1 to 49 tiles inside the stage and apart from each other', () => {
    for (const stage of windows) {
      for (let count = 1; count <= 49; count++) {
        const tiles = layoutGrid(stage, count, gap);
        expect(tiles).toHaveLength(count);
        for (const tile of tiles) {
          expect(tile.x).toBeGreaterThanOrEqual(-0.01);
          expect(tile.y).toBeGreaterThanOrEqual(-0.01);
          expect(tile.x + tile.width).toBeLessThanOrEqual(stage.width + 0.01);
          expect(tile.y + tile.height).toBeLessThanOrEqual(stage.height + 0.01);
        }
        const first = tiles[0];
        if (first !== undefined) expect(tiles.slice(1).some((tile) => overlap(first, tile))).toBe(false);
      }
    }
  });

  it('gives one person the whole stage', () => {
    expect(layoutGrid({ width: 360, height: 640 }, 1, gap)).toEqual([
      { x: 0, y: 0, width: 360, height: 640 },
    ]);
  });

  it('puts two side by side in a wide window and above each other on a phone', () => {
    expect(rowsOf(layoutGrid({ width: 1280, height: 720 }, 2, gap))).toEqual([2]);
    expect(rowsOf(layoutGrid({ width: 360, height: 640 }, 2, gap))).toEqual([1, 1]);
  });

  it('leaves nobody alone in the last row of a wide window', () => {
    for (let count = 3; count <= 49; count++) {
      const rows = rowsOf(layoutGrid({ width: 1280, height: 720 }, count, gap));
      if (rows.length > 1) expect(rows.at(-1)).toBeGreaterThan(1);
    }
  });

  it('uses the stage well', () => {
    for (let count = 2; count <= 49; count++) {
      const stage = { width: 1280, height: 720 };
      const used = layoutGrid(stage, count, gap).reduce((sum, tile) => sum + tile.width * tile.height, 0);
      expect(used / (stage.width * stage.height)).toBeGreaterThan(0.6);
    }
  });

  it('crops no tile beyond 16:9 or 3:4', () => {
    for (const stage of windows) {
      for (let count = 2; count <= 49; count++) {
        for (const { width, height } of layoutGrid(stage, count, gap)) {
          expect(width / height).toBeLessThan(16 / 9 + 0.01);
          expect(width / height).toBeGreaterThan(3 / 4 - 0.01);
        }
      }
    }
  });
});

describe('Grid capacity', () => {
  it('grows with the window, up to 49', () => {
    expect(gridCapacity({ width: 360, height: 640 }, gap)).toBe(12);
    expect(gridCapacity({ width: 1280, height: 720 }, gap)).toBe(49);
    expect(gridCapacity({ width: 2560, height: 1440 }, gap)).toBe(49);
    expect(gridCapacity({ width: 100, height: 50 }, gap)).toBe(1);
  });
});

import type { Rect, Size } from './geometry.ts';

/** The most tiles that a page holds, on whatever screen. */
export const maxTilesPerPage = 49;

/** Faces stay recognisable at about this size. */
const smallestTile = { width: 150, height: 90 };
const widest = 16 / 9;
const tallest = 3 / 4;
/** A layout without a lone tile in its last row may show this much less and is still taken. */
const priceOfAnOrphan = 0.8;

interface Grid {
  rows: readonly number[];
  tile: Size;
}

/**
 * Places equal tiles so that they show as much of each face as they can: between 16:9 and 3:4 a tile
 * crops its picture, beyond that the stage stays empty. Rows differ by at most one tile and stand in
 * the middle.
 */
export function layoutGrid(stage: Size, count: number, gap: number): Rect[] {
  if (count === 0) return [];
  if (count === 1) return [{ x: 0, y: 0, width: stage.width, height: stage.height }];
  const { rows, tile } = bestGrid(stage, count, gap);
  const top = (stage.height - rows.length * (tile.height + gap) + gap) / 2;
  return rows.flatMap((inRow, row) => {
    const left = (stage.width - inRow * (tile.width + gap) + gap) / 2;
    return Array.from({ length: inRow }, (_, column) => ({
      x: left + column * (tile.width + gap),
      y: top + row * (tile.height + gap),
      ...tile,
    }));
  });
}

/** How many tiles a page of this size holds before they become too small; at least one. */
export function gridCapacity(stage: Size, gap: number): number {
  const columns = Math.floor((stage.width + gap) / (smallestTile.width + gap));
  const rows = Math.floor((stage.height + gap) / (smallestTile.height + gap));
  return Math.min(maxTilesPerPage, Math.max(1, columns * rows));
}

function bestGrid(stage: Size, count: number, gap: number): Grid {
  const grids = Array.from({ length: count }, (_, index) => gridOfRows(stage, count, index + 1, gap));
  const value = (grid: Grid) => grid.tile.width * grid.tile.height * (hasOrphan(grid) ? priceOfAnOrphan : 1);
  return grids.reduce((best, grid) => (value(grid) > value(best) ? grid : best));
}

function gridOfRows(stage: Size, count: number, rowCount: number, gap: number): Grid {
  const columns = Math.ceil(count / rowCount);
  const width = Math.max(1, (stage.width - (columns - 1) * gap) / columns);
  const height = Math.max(1, (stage.height - (rowCount - 1) * gap) / rowCount);
  const tile = { width: Math.min(width, height * widest), height: Math.min(height, width / tallest) };
  const short = Math.floor(count / rowCount);
  const longRows = count % rowCount;
  return { rows: Array.from({ length: rowCount }, (_, row) => (row < longRows ? short + 1 : short)), tile };
}

function hasOrphan({ rows }: Grid): boolean {
  return rows.length > 1 && rows.at(-1) === 1 && rows[0] !== 1;
}

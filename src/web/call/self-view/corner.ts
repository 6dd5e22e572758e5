import type { Corner } from '../../app/preferences.ts';

/** A point within the stage, both from 0 to 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** The corner that a dropped picture belongs to. */
export function nearestCorner({ x, y }: Point): Corner {
  if (y < 0.5) return x < 0.5 ? 'top-left' : 'top-right';
  return x < 0.5 ? 'bottom-left' : 'bottom-right';
}

/** The corner that an arrow key leads to. */
export function cornerTowards(corner: Corner, arrow: Arrow): Corner {
  const isTop = arrow === 'ArrowUp' || (arrow !== 'ArrowDown' && corner.startsWith('top'));
  const isLeft = arrow === 'ArrowLeft' || (arrow !== 'ArrowRight' && corner.endsWith('left'));
  return nearestCorner({ x: isLeft ? 0 : 1, y: isTop ? 0 : 1 });
}

export function isArrow(key: string): key is Arrow {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight';
}

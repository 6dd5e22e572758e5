import { describe, expect, it } from '@jest/globals';
import { cornerTowards, nearestCorner } from './corner.ts';

describe('Corner', () => {
  it('is the nearest to where the picture was dropped', () => {
    expect(nearestCorner({ x: 0.1, y: 0.2 })).toBe('top-left');
    expect(nearestCorner({ x: 0.9, y: 0.6 })).toBe('bottom-right');
  });

  it('moves by one side with an arrow key and stays at the edge', () => {
    expect(cornerTowards('bottom-right', 'ArrowUp')).toBe('top-right');
    expect(cornerTowards('top-right', 'ArrowLeft')).toBe('top-left');
    expect(cornerTowards('top-left', 'ArrowLeft')).toBe('top-left');
    expect(cornerTowards('top-left', 'ArrowDown')).toBe('bottom-left');
  });
});

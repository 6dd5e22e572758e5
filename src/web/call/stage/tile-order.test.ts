import { describe, expect, it } from '@jest/globals';
import { orderTiles } from './tile-order.ts';

describe('Tile order', () => {
  it('keeps everyone in place and puts newcomers last', () => {
    expect(orderTiles(['b', 'a'], ['a', 'b', 'c'], undefined, 4)).toEqual(['b', 'a', 'c']);
  });

  it('closes the gap of somebody who left', () => {
    expect(orderTiles(['a', 'b', 'c'], ['a', 'c'], undefined, 4)).toEqual(['a', 'c']);
  });

  it('brings a speaker from a later page to the end of the first', () => {
    expect(orderTiles(['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd'], 'd', 2)).toEqual(['a', 'd', 'c', 'b']);
  });

  it('moves nobody for a speaker who is on the first page', () => {
    expect(orderTiles(['a', 'b', 'c'], ['a', 'b', 'c'], 'a', 2)).toEqual(['a', 'b', 'c']);
  });
});

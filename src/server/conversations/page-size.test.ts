import { describe, expect, it } from '@jest/globals';
import { withinPage } from './page-size.ts';

const megabyte = 1_048_576;

describe('a page', () => {
  it.each([
    [[], []],
    [
      [5, 6],
      [5, 6],
    ],
    [[megabyte], [megabyte]],
    [
      [megabyte - 1, 1, 1],
      [megabyte - 1, 1],
    ],
    // One that is too large by itself would else never arrive.
    [[megabyte + 1, 1], [megabyte + 1]],
    // None is left out in the middle.
    [[megabyte - 1, 2, 1], [megabyte - 1]],
  ])('of items of %j bytes holds %j', (items, page) => {
    expect(withinPage(items, (size) => size)).toEqual(page);
  });
});

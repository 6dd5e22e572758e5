import { describe, expect, it } from '@jest/globals';
import { cleanLine, formatElapsed } from './progress.mjs';

describe('an elapsed time', () => {
  it.each([
    [0, '0.0 s'],
    [449, '0.4 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [185_000, '3 min 05 s'],
  ])('of %i ms reads %s', (ms, text) => {
    expect(formatElapsed(ms)).toBe(text);
  });
});

describe("a line of a program's output", () => {
  it('loses colours and cursor movements', () => {
    expect(cleanLine('\u001b[32m✓ built\u001b[0m in 2 s\u001b[K ')).toBe('✓ built in 2 s');
  });

  it('is what the last carriage return left on the screen', () => {
    expect(cleanLine('10%\r20%\r30%\r')).toBe('30%');
  });
});

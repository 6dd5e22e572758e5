import { describe, expect, it } from '@jest/globals';
import { accountIdSchema, attemptIdSchema, parseHandle, wrapLimit, wrapSchema } from './accounts.ts';

const base64url = (length: number) => Buffer.alloc(length, 0xa7).toString('base64url');

describe('parseHandle', () => {
  it.each([
    ['anna', 'anna'],
    ['  Anna ', 'anna'],
    ['Ａｎｎａ', 'anna'],
    ['anna.b-c_d9', 'anna.b-c_d9'],
    ['a'.repeat(32), 'a'.repeat(32)],
  ])('reads %j as %j', (typed, handle) => {
    expect(parseHandle(typed)).toBe(handle);
  });

  it.each([
    ['', 'too short'],
    ['an', 'too short'],
    ['a'.repeat(33), 'too long'],
    ['9anna', 'begins with a digit'],
    ['.anna', 'begins with a separator'],
    ['anna-', 'ends with a separator'],
    ['an..na', 'two separators in a row'],
    ['an_-na', 'two separators in a row'],
    ['an na', 'a space'],
    ['аnna', 'a Cyrillic letter'],
    ['annà', 'an accent'],
    ['ann\u0131', 'a letter that has no plain lower case'],
    ['an\u200bna', 'an invisible character'],
    ['anna\n', 'nothing, as the line break is trimmed'],
  ])('%j: %s', (typed, why) => {
    expect(parseHandle(typed)).toBe(why.startsWith('nothing') ? 'anna' : undefined);
  });
});

describe('Bytes', () => {
  it('have one length', () => {
    expect(accountIdSchema.safeParse(base64url(16)).success).toBe(true);
    expect(attemptIdSchema.safeParse(base64url(32)).success).toBe(true);
    for (const length of [0, 15, 17, 32]) {
      expect(accountIdSchema.safeParse(base64url(length)).success).toBe(false);
    }
  });

  it('have one spelling', () => {
    expect(accountIdSchema.safeParse('AAAAAAAAAAAAAAAAAAAAAA').success).toBe(true);
    expect(accountIdSchema.safeParse('AAAAAAAAAAAAAAAAAAAAAB').success).toBe(false);
    expect(attemptIdSchema.safeParse(`${'A'.repeat(42)}B`).success).toBe(false);
    expect(wrapSchema.safeParse('AB').success).toBe(false);
    expect(wrapSchema.safeParse('AAAA=').success).toBe(false);
  });
});

describe('A wrap', () => {
  it.each([1, 2, 3, 4, wrapLimit])('may have %d bytes', (length) => {
    expect(wrapSchema.safeParse(base64url(length)).success).toBe(true);
  });

  it.each([0, wrapLimit + 1, 4 * wrapLimit])('may not have %d bytes', (length) => {
    expect(wrapSchema.safeParse(base64url(length)).success).toBe(false);
  });
});

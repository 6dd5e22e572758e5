import { describe, expect, it } from '@jest/globals';
import { charactersLeft, insertAt, messageLimit, sendable } from './draft.ts';

describe('A draft', () => {
  it('is sent without the blanks around it, and not where it is empty or too long', () => {
    expect(sendable('  a\nb \n')).toBe('a\nb');
    expect(sendable(' \n ')).toBeUndefined();
    expect(sendable('a'.repeat(messageLimit))).toHaveLength(messageLimit);
    expect(sendable('a'.repeat(messageLimit + 1))).toBeUndefined();
  });

  it('says how much is left, near its limit alone', () => {
    expect(charactersLeft('a')).toBeUndefined();
    expect(charactersLeft('a'.repeat(messageLimit - 10))).toBe(10);
    expect(charactersLeft('a'.repeat(messageLimit + 1))).toBe(-1);
  });

  it('takes a piece in where the caret stands', () => {
    expect(insertAt('ab', '🙂', { start: 1, end: 1 })).toEqual({ text: 'a🙂b', caret: 3 });
    expect(insertAt('abc', 'x', { start: 0, end: 3 })).toEqual({ text: 'x', caret: 1 });
  });
});

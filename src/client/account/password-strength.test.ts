import { describe, expect, it } from '@jest/globals';
import { judgePassword } from './password-strength.ts';

describe('the strength of a password', () => {
  it.each([
    ['password1', 0],
    ['qwertyuiop', 0],
    ['vimineous quarry pelican teal', 4],
  ])('of %p is %p', (password, score) => {
    expect(judgePassword(password, []).score).toBe(score);
  });

  it("is lower for a person's own words", () => {
    const [knowing, ignorant] = [['Zephyrine Kjaergaard'], []].map(
      (personal) => judgePassword('zephyrine kjaergaard', personal).score,
    );
    expect(knowing).toBeLessThan(ignorant ?? 0);
  });
});

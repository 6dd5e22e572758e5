import { describe, expect, it } from '@jest/globals';
import { parseHandle } from '../../protocol/accounts.ts';
import { isReserved, lookOf } from './handle-rules.ts';

describe('lookOf', () => {
  it.each([
    ['paypal', 'paypa1'],
    ['paypal', 'paypai'],
    ['bob', 'b0b'],
    ['modem', 'modern'],
    ['wanda', 'vvanda'],
    ['jess', 'je55'],
    ['anna.rossi', 'anna_rossi'],
    ['anna.rossi', 'anna-rossi'],
  ])('is the same for %s and %s', (one, two) => {
    expect(lookOf(one)).toBe(lookOf(two));
  });

  it.each([
    ['anna', 'hanna'],
    ['anna.rossi', 'annarossi'],
    ['clara', 'dara'],
    ['user2', 'user3'],
  ])('is another for %s and %s', (one, two) => {
    expect(lookOf(one)).not.toBe(lookOf(two));
  });
});

describe('isReserved', () => {
  it.each(['admin', 'adm1n', 'root', 'support', 'sottovoce', 's0ttovoce', 'moderator'])(
    'keeps %s',
    (handle) => {
      expect(parseHandle(handle)).toBe(handle);
      expect(isReserved(handle)).toBe(true);
    },
  );

  it.each(['anna', 'administer', 'rooted'])('gives %s away', (handle) => {
    expect(isReserved(handle)).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { initials } from './initials.ts';

describe('initials', () => {
  it('take the first and the last word', () => {
    expect(initials('ada lovelace')).toBe('AL');
    expect(initials('Maria del Carmen Ruiz')).toBe('MR');
    expect(initials('  élise ')).toBe('É');
  });

  it('keep a grapheme whole', () => {
    expect(initials('👩‍👩‍👧 home')).toBe('👩‍👩‍👧H');
    expect(initials('')).toBe('');
  });
});

import { describe, expect, it } from '@jest/globals';
import { createRecoveryKey, formatRecoveryKey, parseRecoveryKey } from './recovery-key.ts';

describe('a recovery key', () => {
  it('is read back as it was written down', () => {
    for (let count = 0; count < 50; count += 1) {
      const key = createRecoveryKey();
      const text = formatRecoveryKey(key);
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{4}$/);
      expect(parseRecoveryKey(text)).toEqual(key);
    }
  });

  it('is written down in one way', () => {
    expect(formatRecoveryKey(new Uint8Array(32))).toBe(
      '0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0007-FE2G',
    );
  });

  it('forgives how people type', () => {
    const key = new Uint8Array(32).fill(1);
    const text = formatRecoveryKey(key);
    const typed = text.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(parseRecoveryKey(`  ${typed}\n`)).toEqual(key);
    expect(parseRecoveryKey(text.replaceAll('-', ''))).toEqual(key);
  });

  it('is not read with any one character wrong, or two neighbours swapped', () => {
    const text = formatRecoveryKey(createRecoveryKey()).replaceAll('-', '');
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === '7' ? '8' : '7';
      expect(parseRecoveryKey(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
      const [a, b] = [text[at], text[at + 1]];
      if (b !== undefined && a !== b) {
        expect(parseRecoveryKey(text.slice(0, at) + b + a + text.slice(at + 2))).toBeUndefined();
      }
    }
  });

  it.each(['', '0000', 'U'.repeat(56), `${'0'.repeat(56)}0`, 'not a key at all'])('is not %p', (text) => {
    expect(parseRecoveryKey(text)).toBeUndefined();
  });
});

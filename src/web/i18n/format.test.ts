import { describe, expect, it } from '@jest/globals';
import { formatClock, formatDuration, formatNames } from './format.ts';

describe('formatClock', () => {
  it('shows minutes and seconds, and hours once there are any', () => {
    expect(formatClock(0)).toBe('0:00');
    expect(formatClock(245_999)).toBe('4:05');
    expect(formatClock(3_845_000)).toBe('1:04:05');
  });
});

describe('formatDuration', () => {
  it('speaks the language', () => {
    expect(formatDuration(125_000, 'en')).toBe('2 minutes, 5 seconds');
    expect(formatDuration(125_000, 'it')).toBe('2 minuti e 5 secondi');
    expect(formatDuration(300, 'en')).toBe('0 seconds');
  });
});

describe('formatNames', () => {
  it('lists names', () => {
    expect(formatNames(['Ada', 'Grace'], 'en')).toBe('Ada, Grace');
  });
});

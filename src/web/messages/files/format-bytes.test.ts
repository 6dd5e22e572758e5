import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatSpeed, formatTimeLeft } from './format-bytes.ts';

describe('sizes, speeds and times of files', () => {
  it('are written as the language does', () => {
    expect(formatBytes(0, 'en')).toBe('0 byte');
    expect(formatBytes(4_250_000, 'en')).toBe('4.3 MB');
    expect(formatBytes(4_250_000, 'it')).toBe('4,3 MB');
    expect(formatSpeed(1_500_000, 'en')).toBe('1.5 MB/s');
  });

  it('tell seconds below a minute, and minutes above', () => {
    expect(formatTimeLeft(0.2, 'en')).toBe('1 second');
    expect(formatTimeLeft(42.3, 'en')).toBe('43 seconds');
    expect(formatTimeLeft(200, 'en')).toBe('3 minutes');
  });
});

import { describe, expect, it } from '@jest/globals';
import { formatDay, formatTime, formatWhen } from './moments.ts';

const now = new Date(2026, 10, 25, 18, 30).getTime();
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

describe('formatWhen', () => {
  it('shows the time today, the weekday within a week, then the date', () => {
    expect(formatWhen(at(2026, 10, 25, 9, 5), now, 'it')).toBe('09:05');
    expect(formatWhen(at(2026, 10, 24, 23, 59), now, 'en')).toBe('Tue');
    expect(formatWhen(at(2026, 10, 18), now, 'en')).toBe('Nov 18');
    expect(formatWhen(at(2025, 11, 31), now, 'en')).toBe('Dec 31, 2025');
  });
});

describe('formatDay', () => {
  it('names today and yesterday, and dates other days', () => {
    expect(formatDay(at(2026, 10, 25, 1), now, 'en')).toBe('today');
    expect(formatDay(at(2026, 10, 24, 1), now, 'it')).toBe('ieri');
    expect(formatDay(at(2026, 10, 20), now, 'it')).toBe('venerdì 20 novembre');
    expect(formatDay(at(2025, 0, 2), now, 'en')).toBe('Thursday, January 2, 2025');
  });
});

describe('formatTime', () => {
  it('follows the language', () => {
    expect(formatTime(at(2026, 10, 25, 18, 5), 'it')).toBe('18:05');
    expect(formatTime(at(2026, 10, 25, 18, 5), 'en')).toMatch(/^6:05\sPM$/);
  });
});

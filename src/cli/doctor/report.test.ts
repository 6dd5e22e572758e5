import { describe, expect, it } from '@jest/globals';
import { formatReport } from './report.ts';

describe('report', () => {
  it('lists each finding with what to do, and sums up', () => {
    expect(
      formatReport([
        { check: 'clock', status: 'ok', message: 'kept by NTP' },
        { check: 'media worker', status: 'fail', message: 'is not there', advice: 'Run `npm start`.' },
        { check: 'TLS', status: 'warn', message: 'off' },
      ]),
    ).toBe(
      [
        'ok    clock            kept by NTP',
        'FAIL  media worker     is not there',
        '                       -> Run `npm start`.',
        'WARN  TLS              off',
        '',
        '1 thing would stop calls. 1 warning.',
        '',
      ].join('\n'),
    );
  });

  it('says so where nothing is wrong', () => {
    expect(formatReport([{ check: 'clock', status: 'ok', message: 'kept by NTP' }])).toMatch(
      /\n\nNothing that would stop calls\.\n$/,
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { isAtLeast, leastVersion, parseVersion } from './version.mjs';

describe('a version', () => {
  it('is read with and without a "v", its missing parts as zero', () => {
    expect(parseVersion('v22.18.0')).toEqual([22, 18, 0]);
    expect(parseVersion('22.18')).toEqual([22, 18, 0]);
    expect(parseVersion('20.20.2-nightly')).toEqual([20, 20, 2]);
  });

  it('is refused if it does not begin with a number', () => {
    expect(() => parseVersion('latest')).toThrow(RangeError);
  });

  it.each([
    ['22.18.0', '22.18', true],
    ['24.0.0', '22.18', true],
    ['22.17.9', '22.18', false],
    ['20.20.2', '22.18', false],
    ['22.18.0', '22.18.1', false],
    ['9.9.9', '10', false],
  ])('%s is at least %s: %s', (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });
});

describe('a range of engines', () => {
  it('gives its least version', () => {
    expect(leastVersion('>=22.18')).toBe('22.18');
    expect(leastVersion('>= 22.18.3')).toBe('22.18.3');
  });

  it('is refused in a form that we do not use, rather than misread', () => {
    expect(() => leastVersion('^22 || ^24')).toThrow(RangeError);
  });
});

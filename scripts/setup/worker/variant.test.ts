import { describe, expect, it } from '@jest/globals';
import { buildPackages, DEFAULT_VARIANT, FALLBACK_VARIANT, parseVariant } from './variant.mjs';

describe('a variant of the worker', () => {
  it('is read from its parts', () => {
    expect(parseVariant('plain')).toEqual({ libsrtp: 'distribution', lto: false, jemalloc: false });
    expect(parseVariant('openssl+lto')).toEqual({ libsrtp: 'openssl', lto: true, jemalloc: false });
    expect(parseVariant('lto+jemalloc')).toEqual({ libsrtp: 'distribution', lto: true, jemalloc: true });
  });

  it('is refused with the part that is not known', () => {
    expect(() => parseVariant('openssl+pgo')).toThrow('"pgo"');
  });

  it('needs only the packages that it is built from', () => {
    expect(buildPackages(parseVariant('plain'))).toContain('libsrtp2-dev');
    expect(buildPackages(parseVariant('openssl'))).not.toContain('libsrtp2-dev');
    expect(buildPackages(parseVariant('jemalloc'))).toContain('libjemalloc-dev');
  });

  it('has a default, and a fallback that needs no source package', () => {
    expect(parseVariant(DEFAULT_VARIANT).libsrtp).toBe('openssl');
    expect(parseVariant(FALLBACK_VARIANT).libsrtp).toBe('distribution');
  });
});

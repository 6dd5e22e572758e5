/**
 * How mediasoup's worker is built.
 *
 * @typedef {object} Variant
 * @property {'distribution' | 'openssl'} libsrtp The distribution's shared library (built on NSS), or the same
 *   source built on OpenSSL and linked statically.
 * @property {boolean} lto Link-time optimisation.
 * @property {boolean} jemalloc jemalloc in place of the C library's allocator.
 */

/** See docs/adr/0012. */
export const DEFAULT_VARIANT = 'openssl';

/** What is built where the source package of libsrtp cannot be had. */
export const FALLBACK_VARIANT = 'plain';

const PARTS = ['plain', 'openssl', 'lto', 'jemalloc'];

/**
 * @param {string} name Parts joined by `+`, such as `plain`, `openssl` or `openssl+lto`.
 * @returns {Variant}
 * @throws {RangeError} If a part is not known.
 */
export function parseVariant(name) {
  const parts = name.split('+');
  const unknown = parts.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) {
    throw new RangeError(
      `"${unknown}" is no part of a worker variant: use ${PARTS.join(', ')}, joined by "+"`,
    );
  }
  return {
    libsrtp: parts.includes('openssl') ? 'openssl' : 'distribution',
    lto: parts.includes('lto'),
    jemalloc: parts.includes('jemalloc'),
  };
}

/**
 * The distribution's packages that the build needs (names of Debian 12 and 13).
 *
 * @param {Variant} variant
 * @returns {string[]}
 */
export function buildPackages(variant) {
  return [
    'g++',
    'meson',
    'ninja-build',
    'patch',
    'pkgconf',
    'libabsl-dev',
    'libflatbuffers-dev',
    'flatbuffers-compiler',
    'libssl-dev',
    'libuv1-dev',
    // The unpacker of source packages comes with dpkg-dev.
    variant.libsrtp === 'openssl' ? 'dpkg-dev' : 'libsrtp2-dev',
    ...(variant.jemalloc ? ['libjemalloc-dev'] : []),
  ];
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../command.mjs';
import { downloadFromDistribution } from '../distribution-download.mjs';

/** @typedef {(line: string) => void} Note */

/**
 * Fetches the distribution's source package of libsrtp 2, security updates and patches included, and builds it
 * on OpenSSL as a static library. Neither needs to be root, nor touches the system's package lists.
 *
 * @param {string} directory An empty folder to work in.
 * @param {{ lto: boolean, note: Note }} options
 * @returns {Promise<string>} The folder of its pkg-config file.
 */
export async function buildLibsrtpOnOpenssl(directory, { lto, note }) {
  const source = await fetchSource(directory, note);
  const prefix = join(directory, 'installed');
  const build = join(directory, 'build');
  await run(
    'meson',
    [
      'setup',
      '--buildtype=release',
      '--default-library=static',
      `--prefix=${prefix}`,
      '--libdir=lib',
      `-Db_lto=${lto}`,
      '-Db_staticpic=true',
      '-Dcrypto-library=openssl',
      '-Dcrypto-library-kdf=disabled',
      '-Dtests=disabled',
      '-Dpcap-tests=disabled',
      '-Ddoc=disabled',
      build,
      source,
    ],
    { note },
  );
  await run('meson', ['install', '-C', build], { note });
  return join(prefix, 'lib', 'pkgconfig');
}

/**
 * @param {string} directory
 * @param {Note} note
 * @returns {Promise<string>} The unpacked source, with the distribution's patches applied.
 */
async function fetchSource(directory, note) {
  await downloadFromDistribution('source', 'libsrtp2', directory, note);
  const source = readdirSync(directory).find((name) => /^libsrtp2?-\d[^_]*$/.test(name));
  if (source === undefined)
    throw new Error('The source package of libsrtp 2 has no folder of the expected name.');
  return join(directory, source);
}

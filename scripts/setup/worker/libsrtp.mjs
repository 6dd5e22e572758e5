import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, run } from '../command.mjs';
import { downloadFromDistribution } from '../distribution-download.mjs';

/** @typedef {(line: string) => void} Note */

/** The source package could not be fetched or built: the distribution's own library is the way out. */
export class LibsrtpUnavailable extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(`libsrtp could not be built on OpenSSL: ${reason}`);
    this.name = 'LibsrtpUnavailable';
  }
}

/**
 * Fetches the distribution's source package of libsrtp 2, security updates and patches included, and builds it
 * on OpenSSL as a static library. Neither needs to be root, nor touches the system's package lists.
 *
 * @param {string} directory An empty folder to work in.
 * @param {{ lto: boolean, note: Note }} options
 * @returns {Promise<string>} The folder of its pkg-config file.
 * @throws {LibsrtpUnavailable}
 */
export async function buildLibsrtpOnOpenssl(directory, { lto, note }) {
  try {
    const source = await fetchSource(directory, note);
    return await build(source, directory, { lto, note });
  } catch (error) {
    if (error instanceof CommandFailed) throw new LibsrtpUnavailable(error.message);
    throw error;
  }
}

/**
 * @param {string} source
 * @param {string} directory
 * @param {{ lto: boolean, note: Note }} options
 */
async function build(source, directory, { lto, note }) {
  const prefix = join(directory, 'installed');
  const output = join(directory, 'build');
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
      output,
      source,
    ],
    { note },
  );
  await run('meson', ['install', '-C', output], { note });
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
  if (source === undefined) throw new LibsrtpUnavailable('its source has no folder of the expected name');
  return join(directory, source);
}

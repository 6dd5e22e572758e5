import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { downloadFromDistribution } from './distribution-download.mjs';
import { SetupError } from './setup-error.mjs';

/** Names the folder of another PostgreSQL's programs. */
const VARIABLE = 'SOTTOVOCE_POSTGRES';
const INSTALLED = '/usr/lib/postgresql';
const SHARED_CACHE = '/var/cache/sottovoce';

/**
 * The programs of a PostgreSQL server for the tests: the user's own (`SOTTOVOCE_POSTGRES`), the installed ones, or else
 * the distribution's. These are only taken out of their package, since installing it would start a server.
 *
 * @param {object} options
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').StepReport} options.report
 * @returns {Promise<NodeJS.ProcessEnv>} The environment that names the folder of `initdb` and `postgres`.
 * @throws {SetupError}
 */
export async function providePostgres({ cache, env, report }) {
  // A server that may not be root has to get at its programs, and root's own folder is closed to it.
  const folder = process.getuid?.() === 0 ? SHARED_CACHE : cache;
  const place = join(folder, 'postgres', process.arch);
  let bin = env[VARIABLE] || newestBin(INSTALLED) || newestBin(join(place, INSTALLED));
  if (!bin) {
    await fetchPostgres(place, report.note);
    bin = newestBin(join(place, INSTALLED)) ?? place;
  }
  try {
    const version = await run(join(bin, 'postgres'), ['--version'], { env });
    report.conclude(version.trim());
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      `The PostgreSQL in ${bin} does not run.`,
      [
        `Install the distribution's (Debian: apt-get install postgresql), or set ${VARIABLE} to the folder of another one's programs.`,
      ],
      { details: error.lines },
    );
  }
  return { ...env, [VARIABLE]: bin };
}

/**
 * @param {string} folder Where each version has a folder of its own.
 * @returns {string | undefined} The programs of the newest one.
 */
export function newestBin(folder) {
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(folder, version, 'bin'))
    .find((bin) => isProgram(join(bin, 'postgres')));
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not to be run.
    return false;
  }
}

/**
 * @param {string} place
 * @param {(line: string) => void} note
 */
async function fetchPostgres(place, note) {
  mkdirSync(dirname(place), { recursive: true });
  const directory = mkdtempSync(`${place}.`);
  try {
    // The package without a number names the one of the distribution's version.
    const depends = await run('apt-cache', ['depends', 'postgresql']);
    const server = /Depends: (postgresql-\d+)/.exec(depends)?.[1] ?? 'postgresql';
    await downloadFromDistribution('download', server, directory, note);
    await run('sh', ['-c', `dpkg-deb --extract ${server}_*.deb extracted`], { cwd: directory });
    rmSync(place, { recursive: true, force: true });
    renameSync(join(directory, 'extracted'), place);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      'PostgreSQL, which the slow tests need, could not be fetched from the distribution.',
      [`Install it (Debian: apt-get install postgresql), or set ${VARIABLE} to the folder of its programs.`],
      { details: error.lines },
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

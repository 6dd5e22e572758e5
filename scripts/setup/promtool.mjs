import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findProgram } from './browsers.mjs';
import { CommandFailed, run } from './command.mjs';
import { downloadFromDistribution } from './distribution-download.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Prometheus' own checker of metrics and rules, for the tests: the one in PATH, or else the distribution's. Only
 * that file is taken out of its package, since installing the package would start a Prometheus server.
 *
 * @param {object} options
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').StepReport} options.report
 * @returns {Promise<NodeJS.ProcessEnv>} The environment in which `promtool` is found.
 * @throws {SetupError}
 */
export async function providePromtool({ cache, env, report }) {
  const present = findProgram('promtool', env);
  if (present) {
    report.conclude(present);
    return env;
  }
  const promtool = join(cache, 'promtool', process.arch, 'promtool');
  if (!existsSync(promtool)) await fetchPromtool(promtool, report.note);
  report.conclude(promtool);
  return { ...env, PATH: [env.PATH, dirname(promtool)].filter(Boolean).join(delimiter) };
}

/**
 * @param {string} place
 * @param {(line: string) => void} note
 */
async function fetchPromtool(place, note) {
  mkdirSync(dirname(place), { recursive: true });
  const directory = mkdtempSync(`${place}.`);
  try {
    await downloadFromDistribution('download', 'prometheus', directory, note);
    await run('sh', ['-c', 'dpkg-deb --extract prometheus_*.deb extracted'], { cwd: directory });
    renameSync(join(directory, 'extracted', 'usr', 'bin', 'promtool'), place);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      'promtool, which checks the metrics in the tests, could not be fetched from the distribution.',
      ['Install it so that PATH finds it (Debian: apt-get install prometheus), and try again.'],
      { details: error.lines },
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

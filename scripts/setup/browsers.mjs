import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { ensurePackages } from './debian-packages.mjs';
import { SetupError } from './setup-error.mjs';

/** The browsers of the tests: the variable that names another executable, and the distribution's package. */
const BROWSERS = [
  { variable: 'SOTTOVOCE_CHROMIUM', program: 'chromium', package: 'chromium' },
  { variable: 'SOTTOVOCE_FIREFOX', program: 'firefox-esr', package: 'firefox-esr' },
];

/**
 * Chromium and Firefox ESR: the user's own (`SOTTOVOCE_CHROMIUM`, `SOTTOVOCE_FIREFOX`), or else the distribution's,
 * which are installed if they are missing.
 *
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').StepReport} options.report
 * @returns {Promise<NodeJS.ProcessEnv>} The environment that names both executables.
 * @throws {SetupError}
 */
export async function provideBrowsers({ env, report }) {
  const missing = BROWSERS.filter(({ variable, program }) => !env[variable] && !findProgram(program, env));
  if (missing.length > 0) {
    await ensurePackages(
      missing.map((browser) => browser.package),
      {
        purpose: 'run the browser tests',
        report,
        alternative: `Or set ${missing.map(({ variable }) => variable).join(' and ')} to executables of your own.`,
      },
    );
  }

  const found = { ...env };
  const versions = [];
  for (const { variable, program } of BROWSERS) {
    const executable = env[variable] || findProgram(program, env);
    versions.push(await browserVersion(variable, executable ?? program, env));
    found[variable] = executable;
  }
  report.conclude(versions.join(', '));
  return found;
}

/**
 * @param {string} variable
 * @param {string} executable
 * @param {NodeJS.ProcessEnv} env
 */
async function browserVersion(variable, executable, env) {
  try {
    const output = await run(executable, ['--version'], { env });
    return (output.trim().split('\n').pop() ?? '').trim();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      `The browser ${executable} does not run.`,
      [`Set ${variable} to the path of an executable that does, or unset it to use the distribution's.`],
      { details: error.lines },
    );
  }
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} The executable's path.
 */
export function findProgram(name, env) {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

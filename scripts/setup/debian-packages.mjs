import { existsSync } from 'node:fs';
import { CommandFailed, run, runInForeground } from './command.mjs';
import { SetupError } from './setup-error.mjs';

/** @typedef {import('./progress.mjs').StepReport} StepReport */

/**
 * @param {readonly string[]} names
 * @returns {Promise<string[]>} Those of the names that are not installed.
 */
export async function missingPackages(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: The placeholders are dpkg-query's.
  const format = '${Package} ${db:Status-Status}\\n';
  // Unknown names make dpkg-query fail; what it knows it prints all the same.
  const known = await run('dpkg-query', ['--show', '--showformat', format, ...names]).catch(
    onFailure(({ lines }) => lines.join('\n')),
  );
  return notInstalled(names, known);
}

/**
 * @param {readonly string[]} names
 * @param {string} listing Lines of a package's name and its status.
 */
export function notInstalled(names, listing) {
  const installed = new Set(
    listing
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/**
 * Installs those of the packages that are missing, as root or by sudo.
 *
 * @param {readonly string[]} names
 * @param {{ purpose: string, report: StepReport, alternative?: string }} options `purpose` ends the sentence "… are needed
 *   to"; `alternative` is another way out, if there is one.
 * @throws {SetupError} If they cannot be installed: names the command that would.
 */
export async function ensurePackages(names, { purpose, report, alternative }) {
  const alternatives = alternative === undefined ? [] : [alternative];
  if (!existsSync('/usr/bin/apt-get')) {
    throw new SetupError(`This system has no apt-get, and these packages are needed to ${purpose}.`, [
      `Install what your distribution calls ${names.join(', ')}.`,
      ...alternatives,
    ]);
  }
  const missing = await missingPackages(names);
  if (missing.length === 0) return;

  const byHand = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  const asRoot = await rootPrefix(missing, purpose, report, [`As root: ${byHand}`, ...alternatives]);
  const apt = (/** @type {string[]} */ ...args) => {
    const command = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    return run(command[0] ?? 'env', command.slice(1), { note: report.note });
  };
  report.note(`apt-get install ${missing.join(' ')}`);
  // A source that has nothing to do with these packages may be out of reach: the install tells whether it matters.
  await apt('-o', 'DPkg::Lock::Timeout=300', 'update').catch(
    onFailure(() => report.note('apt-get update failed')),
  );
  try {
    await apt('-o', 'DPkg::Lock::Timeout=300', 'install', '--yes', '--no-install-recommends', ...missing);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      `The packages ${missing.join(', ')}, needed to ${purpose}, could not be installed.`,
      [`Run as root and look at what it says: apt-get update; ${byHand}`, ...alternatives],
      { details: error.lines },
    );
  }
}

/**
 * @param {readonly string[]} missing
 * @param {string} purpose
 * @param {StepReport} report
 * @param {string[]} remedies
 * @returns {Promise<string[]>} What to put before a command that must run as root.
 */
async function rootPrefix(missing, purpose, report, remedies) {
  if (process.getuid?.() === 0) return [];
  const sudo = ['sudo', '--non-interactive'];
  const works = () =>
    run('sudo', ['--non-interactive', 'true'])
      .then(() => true)
      .catch(onFailure(() => false));
  if (await works()) return sudo;
  if (process.stdin.isTTY && existsSync('/usr/bin/sudo')) {
    await report.aside(async () => {
      process.stderr.write(`To ${purpose}, sudo is about to install: ${missing.join(' ')}\n`);
      await runInForeground('sudo', ['--validate'], process.env);
    });
    if (await works()) return sudo;
  }
  throw new SetupError(
    `The packages ${missing.join(', ')} are needed to ${purpose}, and only root may install them.`,
    remedies,
  );
}

/**
 * @template T
 * @param {(error: CommandFailed) => T} handle
 * @returns {(error: unknown) => T} Handles the failure of a program, and throws everything else on.
 */
function onFailure(handle) {
  return (error) => {
    if (error instanceof CommandFailed) return handle(error);
    throw error;
  };
}

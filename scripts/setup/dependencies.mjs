import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { findDifference } from './lock-file.mjs';
import { runNpm } from './npm.mjs';
import { applyPatches, nextStep, readPatchState } from './patches.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * Every locked package with an install script, and why it need not run (`npm ci --ignore-scripts`): what a
 * script of a package does on our machines is our decision, package by package.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const REVIEWED_INSTALL_SCRIPTS = {
  '@parcel/watcher': 'Compiles only where no prebuilt package fits; optional.',
  '@swc/core': 'Fetches a WebAssembly fallback only where no prebuilt package fits.',
  bufferutil: 'Compiles only where the prebuilt in its tarball does not load; optional to its user.',
  'es5-ext': 'Prints a message.',
  mediasoup: 'Its worker is a step of its own (worker.mjs).',
  'utf-8-validate': 'Compiles only where the prebuilt in its tarball does not load; optional to its user.',
};

/** Packages with native code: each must load on this machine. */
const NATIVE_PACKAGES = ['@swc/core', 'node-datachannel'];

/**
 * Installs what package-lock.json says and applies our patches, unless node_modules is that already.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').StepReport} options.report
 * @throws {SetupError}
 */
export async function provideDependencies({ root, env, report }) {
  const locked = readLock(join(root, 'package-lock.json'));
  const difference = findDifference(locked, readLock(join(root, 'node_modules', '.package-lock.json')));
  const step = nextStep({ difference, ...readPatchState(root) });
  if (step === 'nothing') {
    report.conclude('as locked');
    return;
  }
  if (step === 'patch') {
    await applyPatches({ root, env, note: report.note });
    report.conclude('patched');
    return;
  }
  report.note(difference ?? 'patches changed');
  try {
    await runNpm(['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=http'], {
      cwd: root,
      env,
      note: report.note,
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      'The dependencies could not be installed from the npm registry.',
      ['If the registry cannot be reached, check the network, and npm\'s "registry" and "proxy" settings.'],
      { details: error.lines },
    );
  }
  await applyPatches({ root, env, note: report.note });
  for (const name of NATIVE_PACKAGES) {
    if (`node_modules/${name}` in locked) await ensureLoads(name, root, env);
  }
  report.conclude('installed from the lock file');
}

/**
 * @param {string} name
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
async function ensureLoads(name, root, env) {
  try {
    await run('node', ['--input-type=module', '--eval', `await import('${name}'); process.exit(0);`], {
      cwd: root,
      env,
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      `The package ${name} does not load on this machine.`,
      ['Sottovoce is developed on Debian 12 and newer, x86-64: see below what it misses here.'],
      { details: error.lines },
    );
  }
}

/**
 * @param {string} file
 * @returns {import('./lock-file.mjs').LockedPackages}
 */
function readLock(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

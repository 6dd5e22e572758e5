import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles } from './cache.mjs';
import { CommandFailed, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';

const FOLDER = 'patches';

/**
 * What brings node_modules to what is locked and patched. A patch cannot be laid over another version of itself, so
 * that a change of patches needs a clean installation.
 *
 * @param {object} found
 * @param {string | undefined} found.difference Between the lock file and node_modules, if there is one.
 * @param {string | undefined} found.applied The hash that the last patching left, if there was one.
 * @param {string} found.wanted The hash of the patches and of the files that they touch, as they are now.
 * @returns {'nothing' | 'patch' | 'install'} `install` includes patching.
 */
export function nextStep({ difference, applied, wanted }) {
  if (difference !== undefined) return 'install';
  if (applied === undefined) return 'patch';
  return applied === wanted ? 'nothing' : 'install';
}

/**
 * @param {string} patch In the format of `git diff`.
 * @returns {string[]} The files that it changes, below the checkout.
 */
export function filesOf(patch) {
  return [...patch.matchAll(/^\+\+\+ b\/(\S+)$/gm)].map(([, file]) => String(file));
}

/**
 * @param {string} root
 * @returns {{ applied: string | undefined, wanted: string }} For {@link nextStep}.
 */
export function readPatchState(root) {
  return {
    applied: existsSync(stampOf(root)) ? readFileSync(stampOf(root), 'utf8') : undefined,
    wanted: currentHash(root),
  };
}

/**
 * Applies `patches` to node_modules, which holds the packages as published, or patched by these very patches.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {NodeJS.ProcessEnv} options.env
 * @param {(line: string) => void} options.note
 * @throws {SetupError}
 */
export async function applyPatches({ root, env, note }) {
  try {
    await run('node', ['node_modules/patch-package/index.js', '--error-on-fail'], { cwd: root, env, note });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      'A patch does not fit the package that it is for.',
      ['Remove node_modules and try again; else make the patch anew for the locked version.'],
      { details: error.lines },
    );
  }
  writeFileSync(stampOf(root), currentHash(root));
}

/** @param {string} root */
function currentHash(root) {
  const patches = readdirSync(join(root, FOLDER)).map((name) => join(FOLDER, name));
  const patched = patches.flatMap((patch) => filesOf(readFileSync(join(root, patch), 'utf8')));
  return hashFiles(root, [...patches, ...patched]);
}

/** @param {string} root */
function stampOf(root) {
  return join(root, 'node_modules', '.sottovoce-patches');
}

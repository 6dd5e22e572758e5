import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where set-up keeps what it fetches and builds: outside the checkout, so that a fresh clone finds it again.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} `SOTTOVOCE_CACHE`, or `sottovoce` in the user's cache folder (XDG Base Directory).
 */
export function cacheDirectory(env) {
  if (env.SOTTOVOCE_CACHE) return resolve(env.SOTTOVOCE_CACHE);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'sottovoce');
}

/**
 * One hash over files: it changes with any name or content. Unit tests beside the sources do not count.
 *
 * @param {string} root
 * @param {readonly string[]} paths Files and folders below `root`; one that does not exist counts as absent.
 * @returns {string} 16 hexadecimal digits.
 */
export function hashFiles(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((path) => filesBelow(root, path)).sort()) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(root, path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return /\.test\.\w+$/.test(path) ? [] : [path];
  return readdirSync(absolute).flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/**
 * @param {string} osRelease The content of `/etc/os-release` (see os-release(5)).
 * @returns {string} Such as `debian12`; without `VERSION_ID` (a rolling release) such as `debian`.
 */
export function distributionName(osRelease) {
  const value = (/** @type {string} */ name) =>
    new RegExp(`^${name}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  return `${value('ID') || 'linux'}${value('VERSION_ID')}`;
}

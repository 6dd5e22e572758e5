import { basename } from 'node:path';
import { run } from './command.mjs';

/**
 * Runs the npm that runs us, or else the one in PATH, under the `node` that is first in the environment's PATH.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, note: (line: string) => void }} options
 * @returns {Promise<string>}
 */
export function runNpm(args, options) {
  const npm = options.env.npm_execpath;
  return npm && basename(npm) === 'npm-cli.js'
    ? run('node', [npm, ...args], options)
    : run('npm', args, options);
}

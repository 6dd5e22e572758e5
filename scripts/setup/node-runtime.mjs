import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed, run } from './command.mjs';
import { runNpm } from './npm.mjs';
import { SetupError } from './setup-error.mjs';
import { isAtLeast, leastVersion } from './version.mjs';

const RUNTIME = join(dirname(fileURLToPath(import.meta.url)), 'runtime');

/**
 * A Node that is new enough: the one that runs us, or else one from the npm registry, pinned by version and
 * integrity in `runtime/package-lock.json` and kept in the cache.
 *
 * @param {object} options
 * @param {string} options.engines package.json's `engines.node`.
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').StepReport} options.report
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} The executable, and the environment in which
 *   `node` is it, npm's native builds included.
 * @throws {SetupError} If none can be had.
 */
export async function provideNode({ engines, cache, env, report }) {
  const least = leastVersion(engines);
  if (isAtLeast(process.versions.node, least)) {
    report.conclude(process.versions.node);
    return { node: process.execPath, env: withNodeFirst(env, process.execPath) };
  }

  const { name, version } = pinnedPackage();
  const installed = join(cache, 'node', `${version}-${process.platform}-${process.arch}`);
  const home = join(installed, 'node_modules', name);
  const node = join(home, 'bin', 'node');
  if (!existsSync(node)) await install({ installed, name, version, least, env, note: report.note });
  report.conclude(`${version} (the system's ${process.versions.node} is older than ${least})`);
  return { node, env: { ...withNodeFirst(env, node), npm_config_nodedir: home } };
}

/** @returns {{ name: string, version: string }} */
function pinnedPackage() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(RUNTIME, 'package.json'), 'utf8'));
  const name = `node-${process.platform}-${process.arch}`;
  return { name, version: optionalDependencies[name] ?? 'none' };
}

/**
 * @param {{ installed: string, name: string, version: string, least: string, env: NodeJS.ProcessEnv, note: (line: string) => void }} options
 */
async function install({ installed, name, version, least, env, note }) {
  const remedies = [
    `Install Node ${least} or newer (https://nodejs.org) so that \`node\` runs it, and try again.`,
  ];
  if (version === 'none') {
    throw new SetupError(
      `Node ${process.versions.node} is older than ${least}, and none is packaged for ${process.platform} on ${process.arch}.`,
      remedies,
    );
  }
  mkdirSync(dirname(installed), { recursive: true });
  const partial = mkdtempSync(`${installed}.`);
  /** @type {string[]} */
  const said = [];
  try {
    for (const file of ['package.json', 'package-lock.json'])
      cpSync(join(RUNTIME, file), join(partial, file));
    await runNpm(
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http', '--include=optional'],
      {
        cwd: partial,
        env,
        note: (line) => {
          said.push(line);
          note(line);
        },
      },
    );
    // npm is content without an optional package, whether it does not fit or could not be fetched.
    const found = await run(join(partial, 'node_modules', name, 'bin', 'node'), ['--version']);
    if (found.trim() !== `v${version}`)
      throw new Error(`${name} ${version} says that it is ${found.trim()}.`);
    rmSync(installed, { recursive: true, force: true });
    renameSync(partial, installed);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      `Node ${process.versions.node} is older than ${least}, and ${name}@${version} could not be installed from the npm registry.`,
      [
        'If the registry cannot be reached, check the network, and npm\'s "registry" and "proxy" settings.',
        ...remedies,
      ],
      { details: said },
    );
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node
 * @returns {NodeJS.ProcessEnv}
 */
function withNodeFirst(env, node) {
  return { ...env, PATH: [dirname(node), env.PATH].filter(Boolean).join(delimiter) };
}

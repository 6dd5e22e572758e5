import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideBrowsers } from './browsers.mjs';
import { cacheDirectory } from './cache.mjs';
import { CommandFailed, Interrupted } from './command.mjs';
import { provideCompiler } from './compiler.mjs';
import { provideDependencies } from './dependencies.mjs';
import { provideNode } from './node-runtime.mjs';
import { providePostgres } from './postgres.mjs';
import { cleanLine, Progress } from './progress.mjs';
import { providePromtool } from './promtool.mjs';
import { SetupError } from './setup-error.mjs';
import { provideWebApp } from './web-app.mjs';
import { provideWorker } from './worker.mjs';

const SHOWN_LINES = 20;

/** @typedef {'worker' | 'web' | 'browsers' | 'promtool' | 'postgres' | 'compiler'} Need */

/**
 * @typedef {object} Setup
 * @property {string} root The checkout.
 * @property {string} node The Node executable to run everything with.
 * @property {NodeJS.ProcessEnv} env The environment to run everything in.
 * @property {Progress} progress For steps that follow.
 */

/**
 * Brings what a command of this project needs, showing each step. What is there already is only checked.
 *
 * A step that cannot succeed ends the process with exit code 1, after saying what is missing and what to do.
 *
 * @param {readonly Need[]} needs Beyond Node and the dependencies, which everything needs.
 * @param {NodeJS.WriteStream} output Where the steps are shown.
 * @returns {Promise<Setup>}
 */
export async function setUp(needs, output = process.stdout) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const cache = cacheDirectory(process.env);
  const progress = new Progress(output);
  try {
    const engines = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
    const { node, env: nodeEnv } = await progress.step('Node', (report) =>
      provideNode({ engines, cache, env: process.env, report }),
    );
    let env = nodeEnv;
    await progress.step('Dependencies', (report) => provideDependencies({ root, env, report }));
    if (needs.includes('worker')) {
      const mediasoup = join(root, 'node_modules', 'mediasoup');
      const binary = await progress.step('Media worker', (report) =>
        provideWorker({ mediasoup, cache, env, report }),
      );
      env = { ...env, MEDIASOUP_WORKER_BIN: binary };
    }
    if (needs.includes('web')) {
      await progress.step('Web app', (report) => provideWebApp({ root, env, report }));
    }
    if (needs.includes('browsers')) {
      env = await progress.step('Browsers', (report) => provideBrowsers({ env, report }));
    }
    if (needs.includes('promtool')) {
      env = await progress.step('Prometheus checker', (report) => providePromtool({ cache, env, report }));
    }
    if (needs.includes('postgres')) {
      env = await progress.step('PostgreSQL', (report) => providePostgres({ cache, env, report }));
    }
    if (needs.includes('compiler')) {
      await progress.step('C compiler', (report) => provideCompiler({ report }));
    }
    return { root, node, env, progress };
  } catch (error) {
    return exitAfter(error);
  }
}

/**
 * Ends the process after a step that failed, with an explanation where we have one.
 *
 * @param {unknown} error
 * @returns {never}
 */
export function exitAfter(error) {
  if (error instanceof Interrupted) process.exit(error.exitCode);
  if (error instanceof SetupError) process.stderr.write(`${explain(error)}\n`);
  else if (error instanceof CommandFailed)
    process.stderr.write(`\n${error.message}\n${error.lines.join('\n')}\n`);
  else throw error;
  process.exit(1);
}

/**
 * @param {SetupError} error
 * @returns {string}
 */
export function explain(error) {
  const lastLines = error.details.map(cleanLine).filter(Boolean).slice(-SHOWN_LINES);
  return [
    '',
    error.message,
    ...error.remedies.map((remedy) => `  - ${remedy}`),
    ...(lastLines.length > 0 ? ['', 'What it said last:', ...lastLines.map((line) => `  | ${line}`)] : []),
  ].join('\n');
}

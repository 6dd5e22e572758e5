import { cpSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distributionName, hashFiles } from './cache.mjs';
import { CommandFailed, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';
import { buildWorker } from './worker/build.mjs';
import { workerRuns } from './worker/check.mjs';
import { LibsrtpUnavailable } from './worker/libsrtp.mjs';
import { DEFAULT_VARIANT, FALLBACK_VARIANT } from './worker/variant.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const PREBUILT_TIMEOUT_MS = 120_000;
const OWN_BINARY = 'Or set MEDIASOUP_WORKER_BIN to a mediasoup-worker binary of your own.';

/**
 * Finds, fetches or builds a worker that runs on this machine. In this order: the user's own
 * (`MEDIASOUP_WORKER_BIN`), one in the cache, mediasoup's official prebuilt, one built here.
 *
 * @param {object} options
 * @param {string} options.mediasoup The installed npm package.
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').StepReport} options.report
 * @returns {Promise<string>} The binary.
 * @throws {SetupError}
 */
export async function provideWorker({ mediasoup, cache, env, report }) {
  const own = env.MEDIASOUP_WORKER_BIN;
  if (own) {
    if (!(await workerRuns(own))) {
      throw new SetupError(`MEDIASOUP_WORKER_BIN is ${own}, which does not run here.`, [
        'Unset MEDIASOUP_WORKER_BIN, or let it name a mediasoup-worker binary for this system.',
      ]);
    }
    report.conclude(`${own} (MEDIASOUP_WORKER_BIN)`);
    return own;
  }

  const version = versionOf(mediasoup);
  const official = cachedWorker(cache, version, 'official');
  const built = (/** @type {string} */ variant) => cachedWorker(cache, version, builtOrigin(variant));

  for (const [binary, origin] of [
    [official, 'official prebuilt, cached'],
    [built(DEFAULT_VARIANT), 'built here, cached'],
    [built(FALLBACK_VARIANT), "built here with the distribution's libsrtp, cached"],
  ]) {
    if (binary && existsSync(binary) && (await workerRuns(binary))) {
      report.conclude(`${version}, ${origin}`);
      return binary;
    }
  }

  if (!env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) {
    report.note('looking for the official prebuilt binary');
    const fetched = await fetchPrebuilt(mediasoup, env, report.note);
    if (fetched) {
      keep(fetched, official);
      report.conclude(`${version}, official prebuilt`);
      return official;
    }
  }

  const variant = await buildHere(mediasoup, built, report);
  report.conclude(`${version}, built here (${variant}), cached in ${cache}`);
  return built(variant);
}

/**
 * Lets mediasoup's own postinstall fetch its binary. Without a Python its source build, which needs more download
 * sites and would repeat what we do better, gives up at once.
 *
 * @param {string} mediasoup
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} note
 * @returns {Promise<string | undefined>} The binary, if it came and runs.
 */
async function fetchPrebuilt(mediasoup, env, note) {
  try {
    await run('node', ['npm-scripts.mjs', 'postinstall'], {
      cwd: mediasoup,
      env: { ...env, PYTHON: '/bin/false' },
      note,
      timeoutMs: PREBUILT_TIMEOUT_MS,
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    note('the official prebuilt binary cannot be had here');
  }
  const binary = join(mediasoup, 'worker', 'out', 'Release', 'mediasoup-worker');
  return (await workerRuns(binary)) ? binary : undefined;
}

/**
 * @param {string} mediasoup
 * @param {(variant: string) => string} place Where a variant's binary belongs.
 * @param {import('./progress.mjs').StepReport} report
 * @returns {Promise<string>} The variant that was built.
 */
async function buildHere(mediasoup, place, report) {
  const build = async (/** @type {string} */ variantName) => {
    await buildWorker({ variantName, mediasoup, output: place(variantName), report });
    return variantName;
  };
  try {
    return await build(DEFAULT_VARIANT).catch((error) => {
      if (!(error instanceof LibsrtpUnavailable)) throw error;
      report.note(error.message);
      return build(FALLBACK_VARIANT);
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError(
      "mediasoup's worker could neither be fetched nor built.",
      ['It is known to build on Debian 12: see below where it failed here.', OWN_BINARY],
      { details: [error.message, ...error.lines] },
    );
  }
}

/**
 * One build of the worker, from the cache if it is there: to compare builds.
 *
 * @param {object} options
 * @param {string} options.variantName See `parseVariant`.
 * @param {string} options.mediasoup The installed npm package.
 * @param {string} options.cache
 * @param {import('./progress.mjs').StepReport} options.report
 * @returns {Promise<string>} The binary.
 */
export async function provideVariant({ variantName, mediasoup, cache, report }) {
  const binary = cachedWorker(cache, versionOf(mediasoup), builtOrigin(variantName));
  if (!(await workerRuns(binary))) await buildWorker({ variantName, mediasoup, output: binary, report });
  report.conclude(`${variantName}, in ${binary}`);
  return binary;
}

/**
 * @param {string} mediasoup
 * @returns {string}
 */
function versionOf(mediasoup) {
  return JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8')).version;
}

/**
 * @param {string} cache
 * @param {string} version
 * @param {string} origin
 */
function cachedWorker(cache, version, origin) {
  return join(cache, 'worker', `${version}-${process.arch}-${origin}`, 'mediasoup-worker');
}

/**
 * What a worker that was built here depends on besides mediasoup's version: the system's libraries and the recipe.
 *
 * @param {string} variant
 * @returns {string}
 */
function builtOrigin(variant) {
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return `${distributionName(osRelease)}-${variant}-${hashFiles(HERE, ['worker', 'distribution-download.mjs'])}`;
}

/**
 * @param {string} binary
 * @param {string} place
 */
function keep(binary, place) {
  mkdirSync(dirname(place), { recursive: true });
  const partial = `${place}.${process.pid}`;
  cpSync(binary, partial);
  renameSync(partial, place);
}

/**
 * Brings mediasoup's worker to a place of your choice, for a container image or to compare builds.
 *
 *   node scripts/build-worker.mjs OUTPUT             as `npm start` would: fetched if it can be, else built
 *   node scripts/build-worker.mjs OUTPUT VARIANT     built, as a variant such as plain, openssl or openssl+lto
 *
 * Needs the installed mediasoup package (`npm ci --ignore-scripts`).
 */
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from './setup/cache.mjs';
import { Progress } from './setup/progress.mjs';
import { exitAfter } from './setup/setup.mjs';
import { parseVariant } from './setup/worker/variant.mjs';
import { provideVariant, provideWorker } from './setup/worker.mjs';

const [output = '', variantName] = process.argv.slice(2);
try {
  if (output === '') throw new RangeError('OUTPUT is missing');
  if (variantName !== undefined) parseVariant(variantName);
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  process.stderr.write(`${error.message}\nusage: node scripts/build-worker.mjs OUTPUT [VARIANT]\n`);
  process.exit(2);
}

const mediasoup = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', 'mediasoup');
const progress = new Progress(process.stdout);
try {
  await progress.step('Media worker', async (report) => {
    const cache = cacheDirectory(process.env);
    const binary =
      variantName === undefined
        ? await provideWorker({ mediasoup, cache, env: process.env, report })
        : await provideVariant({ variantName, mediasoup, cache, report });
    mkdirSync(dirname(resolve(output)), { recursive: true });
    cpSync(binary, output);
  });
} catch (error) {
  exitAfter(error);
}

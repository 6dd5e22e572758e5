import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../../scripts/setup/cache.mjs';
import { Progress } from '../../../scripts/setup/progress.mjs';
import { provideVariant } from '../../../scripts/setup/worker.mjs';

const mediasoup = fileURLToPath(new URL('../../../node_modules/mediasoup', import.meta.url));

/**
 * A worker of a variant (see scripts/setup/worker/variant.mjs), built unless the cache has it: some minutes.
 *
 * @returns Its program.
 */
export function provideWorkerVariant(variantName: string): Promise<string> {
  const cache = cacheDirectory(process.env);
  return new Progress(process.stderr).step(`Media worker, ${variantName}`, (report) =>
    provideVariant({ variantName, mediasoup, cache, report }),
  );
}

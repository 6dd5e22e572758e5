import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from 'mediasoup';
import { cacheDirectory, hashFiles } from '../../../scripts/setup/cache.mjs';
import { buildWorker } from '../../../scripts/setup/worker/build.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * A worker of a variant (see scripts/setup/worker/variant.mjs), built unless the cache has it: some minutes.
 *
 * @returns Its program.
 */
export async function provideVariant(variantName: string, note: (line: string) => void): Promise<string> {
  const recipe = hashFiles(join(root, 'scripts/setup'), ['worker', 'distribution-download.mjs']);
  const output = join(
    cacheDirectory(process.env),
    'worker-variants',
    `${version}-${process.arch}-${recipe}-${variantName}`,
    'mediasoup-worker',
  );
  if (!existsSync(output)) {
    note(`building the worker variant ${variantName} for ${dirname(output)}`);
    await buildWorker({
      variantName,
      mediasoup: join(root, 'node_modules/mediasoup'),
      output,
      note: () => {
        // What the compiler says line by line is of no interest here.
      },
    });
  }
  return output;
}

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const bundles = new Map<string, Promise<string>>();

/**
 * Bundles a module of the test pages into one script, whose exports become properties of a global. In a
 * process of its own: the bundler's native part does not take objects from jest's realm.
 *
 * @param path Relative to this folder.
 */
export function bundlePageScript(path: string, globalName: string): Promise<string> {
  const bundle = bundles.get(path) ?? runBundler(path, globalName);
  bundles.set(path, bundle);
  return bundle;
}

async function runBundler(path: string, globalName: string): Promise<string> {
  const bundler = fileURLToPath(new URL('bundle-page-script.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [bundler, path, globalName], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

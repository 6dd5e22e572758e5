import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * Prints a module of the test pages as one script, whose exports become properties of a global:
 * `node bundle-page-script.ts page/instruments.ts sottovoceInstruments`.
 */
const [path = '', globalName = ''] = process.argv.slice(2);

const result = await build({
  configFile: false,
  logLevel: 'error',
  build: {
    write: false,
    minify: false,
    target: 'es2022',
    lib: { entry: fileURLToPath(new URL(path, import.meta.url)), formats: ['iife'], name: globalName },
  },
});
const [bundle] = Array.isArray(result) ? result : [result];
if (bundle === undefined || !('output' in bundle)) throw new Error(`vite made no bundle of ${path}`);
process.stdout.write(bundle.output[0].code);

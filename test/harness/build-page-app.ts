import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * Builds a test page with its workers as the web app is built, with a document of its own for it:
 * `node build-page-app.ts page/encrypted-call-page.ts /somewhere/dist`.
 */
const [path = '', outDir = ''] = process.argv.slice(2);

await build({
  configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
  logLevel: 'error',
  publicDir: false,
  build: {
    outDir,
    emptyOutDir: true,
    rolldownOptions: {
      input: fileURLToPath(new URL(path, import.meta.url)),
      output: { entryFileNames: 'page.js' },
    },
  },
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** In this repository the library is its sources; elsewhere it is the package, and needs no alias. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  resolve: {
    alias: { 'sottovoce/client': fileURLToPath(new URL('../../../src/client/index.ts', import.meta.url)) },
  },
  build: { target: 'es2024' },
});

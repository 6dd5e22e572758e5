import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the gallery: the web app as it ships, over a call without a server. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: { assetsInlineLimit: 0, target: ['chrome120', 'firefox121', 'safari17'] },
  logLevel: 'warn',
});

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Builds the web app into `dist/web`, from where the server serves it. */
export default defineConfig(({ command }) => {
  // What is built is for production, whatever the environment of whoever builds it says.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    root: fileURLToPath(new URL('src/web', import.meta.url)),
    plugins: [react()],
    build: {
      outDir: fileURLToPath(new URL('dist/web', import.meta.url)),
      emptyOutDir: true,
      target: ['chrome120', 'firefox121', 'safari17'],
      // The content security policy allows no data: fonts or scripts.
      assetsInlineLimit: 0,
      sourcemap: true,
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // In one chunk, so that zod is told before the first schema of any other chunk.
              { name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-without-eval/, priority: 1 },
              // What the start page shares with others would else be many small chunks, which compress worse. The entry
              // itself stays apart, under its own name.
              { name: 'start', tags: ['$initial'], test: /^(?!.*(?:main\.tsx|index\.html))/ },
            ],
          },
        },
      },
    },
  };
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles } from './cache.mjs';
import { CommandFailed, run } from './command.mjs';
import { SetupError } from './setup-error.mjs';

/** All that the built web app is made from. */
const SOURCES = [
  'src/web',
  'src/client',
  'src/e2ee',
  'src/protocol',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
  'patches',
];

/**
 * Builds the web app into `dist/web`, unless what is there was built from these very sources.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').StepReport} options.report
 * @throws {SetupError}
 */
export async function provideWebApp({ root, env, report }) {
  const stamp = join(root, 'dist', '.web-sources');
  const sources = hashFiles(root, SOURCES);
  const fresh =
    existsSync(join(root, 'dist', 'web', 'index.html')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === sources;
  if (fresh) {
    report.conclude('up to date');
    return;
  }
  try {
    await run('node', ['node_modules/vite/bin/vite.js', 'build'], { cwd: root, env, note: report.note });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new SetupError('The web app could not be built.', ['Look at what its builder says below.'], {
      details: error.lines,
    });
  }
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, sources);
  report.conclude('built');
}

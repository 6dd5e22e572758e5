/**
 * `npm test`: brings what is missing and runs the tests.
 *
 *   npm test                      unit and integration tests, then one call between Chromium and Firefox
 *   npm run test:slow             accounts in PostgreSQL, servers that are killed, random histories of calls, the other browser suites, the proof of blindness
 *   npm run test:all              both
 *   npm test -- ARGUMENTS         jest with these arguments (paths, --testNamePattern, --watch)
 *
 * With SOTTOVOCE_TEST_RESULTS set to a folder, each run of jest leaves its results there as JSON.
 */
import { join } from 'node:path';
import { runInForeground } from './setup/command.mjs';
import { setUp } from './setup/setup.mjs';
import { needsOf, planTests } from './testing/plan.mjs';

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

const runs = planTests(process.argv.slice(2));
const { node, root, env } = await setUp(['worker', 'web', 'browsers', 'promtool', ...needsOf(runs)]);
process.chdir(root);
process.exitCode = 0;
for (const { name, args } of runs) {
  const folder = env.SOTTOVOCE_TEST_RESULTS;
  const results = folder ? ['--json', `--outputFile=${join(folder, `${name}.json`)}`] : [];
  const code = await runInForeground(node, [...JEST, ...args, ...results], env);
  // Interrupted: the rest is not wanted either.
  if (code > 128) process.exit(code);
  if (code !== 0) process.exitCode = code;
}

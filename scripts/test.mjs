/**
 * `npm test`: brings what is missing and runs the tests.
 *
 *   npm test                      unit and integration tests, then one call between Chromium and Firefox
 *   npm run test:slow             the other browser suites
 *   npm run test:all              both
 *   npm test -- ARGUMENTS         jest with these arguments (paths, --testNamePattern, --watch)
 *
 * With SOTTOVOCE_TEST_RESULTS set to a folder, each run of jest leaves its results there as JSON.
 */
import { join } from 'node:path';
import { runInForeground } from './setup/command.mjs';
import { setUp } from './setup/setup.mjs';

const SMOKE = 'test/browser/smoke.test.ts';
const QUICK = [
  { name: 'unit-and-integration', args: ['--selectProjects', 'unit', 'integration'] },
  { name: 'browser-smoke', args: ['--selectProjects', 'browser', '--runInBand', '--runTestsByPath', SMOKE] },
];
const SLOW = [
  {
    name: 'browser',
    args: ['--selectProjects', 'browser', '--runInBand', '--testPathIgnorePatterns', SMOKE],
  },
];

/**
 * Browsers share the machine's cores, so their suites run one at a time; so does whatever is asked for by hand.
 *
 * @param {string[]} args
 */
function plan(args) {
  if (args[0] === '--slow') return SLOW;
  if (args[0] === '--all') return [...QUICK, ...SLOW];
  return args.length > 0 ? [{ name: 'selected', args: ['--runInBand', ...args] }] : QUICK;
}

const { node, root, env } = await setUp(['worker', 'web', 'browsers', 'promtool']);
process.chdir(root);
process.exitCode = 0;
for (const { name, args } of plan(process.argv.slice(2))) {
  const results = env.SOTTOVOCE_TEST_RESULTS;
  const report = results ? ['--json', `--outputFile=${join(results, `${name}.json`)}`] : [];
  const code = await runInForeground(
    node,
    [
      '--experimental-vm-modules',
      '--no-warnings=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      ...args,
      ...report,
    ],
    env,
  );
  // Interrupted: the rest is not wanted either.
  if (code > 128) process.exit(code);
  if (code !== 0) process.exitCode = code;
}

const SMOKE = 'test/browser/smoke.test.ts';

/**
 * One run of jest.
 *
 * @typedef {object} TestRun
 * @property {string} name
 * @property {readonly string[]} args Jest's own.
 */

/** @type {readonly TestRun[]} */
const QUICK = [
  { name: 'unit-and-integration', args: ['--selectProjects', 'unit', 'integration'] },
  { name: 'browser-smoke', args: ['--selectProjects', 'browser', '--runInBand', '--runTestsByPath', SMOKE] },
];

/** @type {readonly TestRun[]} */
const SLOW = [
  { name: 'postgres', args: ['--selectProjects', 'postgres', '--runInBand'] },
  { name: 'crashes', args: ['--selectProjects', 'crashes', '--runInBand'] },
  { name: 'simulation', args: ['--selectProjects', 'simulation', '--runInBand'] },
  {
    name: 'browser',
    args: ['--selectProjects', 'browser', '--runInBand', '--testPathIgnorePatterns', SMOKE],
  },
  { name: 'blindness', args: ['--selectProjects', 'blindness', '--runInBand'] },
];

/** Every run of jest that `npm run test:all` makes. */
export const ALL_RUNS = [...QUICK, ...SLOW];

/**
 * Browsers share the machine's cores, so their suites run one at a time; so does whatever is asked for by hand.
 *
 * @param {readonly string[]} args
 * @returns {readonly TestRun[]}
 */
export function planTests(args) {
  if (args[0] === '--slow') return SLOW;
  if (args[0] === '--all') return ALL_RUNS;
  return args.length > 0 ? [{ name: 'selected', args: ['--runInBand', ...args] }] : QUICK;
}

/**
 * What some runs need beyond what all do: a database server, which not everybody has, only where it is asked for.
 *
 * @param {readonly TestRun[]} runs
 * @returns {readonly 'postgres'[]}
 */
export function needsOf(runs) {
  return runs.some(({ args }) => args.some((argument) => argument.includes('postgres'))) ? ['postgres'] : [];
}

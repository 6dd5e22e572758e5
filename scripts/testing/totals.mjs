/**
 * What jest leaves with `--json` (the part of it that counts).
 *
 * @typedef {object} JestResults
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests Skipped.
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites Files that could not start.
 */

/** @typedef {{ passed: number, failed: number }} Totals */

/**
 * Sums runs of jest. A test that was skipped, a file that could not start, a run that left no results and one in
 * which nothing ran all count as failed: none of them has shown that anything works.
 *
 * @param {readonly (JestResults | undefined)[]} runs
 * @returns {Totals}
 */
export function sumResults(runs) {
  return runs
    .map((run) => (run === undefined ? { passed: 0, failed: 1 } : countRun(run)))
    .reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
      passed: 0,
      failed: 0,
    });
}

/**
 * @param {JestResults} run
 * @returns {Totals}
 */
function countRun(run) {
  const passed = run.numPassedTests;
  const failed = run.numFailedTests + run.numPendingTests + run.numTodoTests + run.numRuntimeErrorTestSuites;
  return passed + failed === 0 ? { passed: 0, failed: 1 } : { passed, failed };
}

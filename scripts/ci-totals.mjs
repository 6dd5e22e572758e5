/**
 * `.ci/run`'s last line: the sum of all runs of jest, with lint counted as one test. Its argument is a folder with the
 * results of each run (`NAME.json`) and the exit code of each step (`NAME.exit`).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_RUNS } from './testing/plan.mjs';
import { sumResults } from './testing/totals.mjs';

const [folder = ''] = process.argv.slice(2);
const succeeded = (/** @type {string} */ step) =>
  readFileSync(join(folder, `${step}.exit`), 'utf8').trim() === '0';

const tests = sumResults(
  ALL_RUNS.map(({ name }) => {
    const file = join(folder, `${name}.json`);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  }),
);
const lint = succeeded('lint') ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
// Every test may have passed, and jest not have ended.
const unended = tests.failed === 0 && !(succeeded('tests') && succeeded('slow-tests')) ? 1 : 0;
const failed = tests.failed + lint.failed + unended;
console.log(`${tests.passed + lint.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

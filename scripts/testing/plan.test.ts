import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ALL_RUNS, needsOf, planTests } from './plan.mjs';

describe('the plan of the tests', () => {
  it('is the quick runs by default, and with the slow ones it is all', () => {
    expect([...planTests([]), ...planTests(['--slow'])]).toEqual(planTests(['--all']));
    expect(planTests(['--all'])).toEqual(ALL_RUNS);
  });

  it('passes other arguments to jest, one test file at a time', () => {
    expect(planTests(['src/config', '--verbose'])).toEqual([
      { name: 'selected', args: ['--runInBand', 'src/config', '--verbose'] },
    ]);
  });

  it('never runs two browser suites at once', () => {
    const browserRuns = ALL_RUNS.filter(({ args }) => args.includes('browser') || args.includes('blindness'));
    expect(browserRuns.every(({ args }) => args.includes('--runInBand'))).toBe(true);
  });

  it('needs PostgreSQL where something asks for it', () => {
    expect(needsOf(planTests([]))).toEqual([]);
    expect(needsOf(planTests(['src/config']))).toEqual([]);
    expect(needsOf(planTests(['--slow']))).toEqual(['postgres']);
    expect(needsOf(planTests(['test/postgres/storage.test.ts']))).toEqual(['postgres']);
  });

  it('names a smoke test that is there', () => {
    const named = ALL_RUNS.flatMap(({ args }) => args).filter((argument) => argument.endsWith('.test.ts'));
    expect(named.every((path) => existsSync(path))).toBe(true);
    expect(readdirSync('test/browser').filter((name) => name.endsWith('.test.ts')).length).toBeGreaterThan(1);
  });
});

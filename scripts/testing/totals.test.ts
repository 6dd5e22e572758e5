import { describe, expect, it } from '@jest/globals';
import { sumResults } from './totals.mjs';

const run = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the totals of several runs of jest', () => {
  it('are their sum', () => {
    expect(sumResults([run, { ...run, numFailedTests: 2 }])).toEqual({ passed: 10, failed: 2 });
  });

  it('count a skipped test and a file that could not start as failed', () => {
    const results = { ...run, numPendingTests: 1, numTodoTests: 1, numRuntimeErrorTestSuites: 1 };
    expect(sumResults([results])).toEqual({ passed: 5, failed: 3 });
  });

  it('count a run without results, and one without tests, as one failure', () => {
    expect(sumResults([undefined, { ...run, numPassedTests: 0 }])).toEqual({ passed: 0, failed: 2 });
  });
});

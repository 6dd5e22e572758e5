import { describe, expect, it } from '@jest/globals';
import { explain } from './setup.mjs';
import { SetupError } from './setup-error.mjs';

describe('what a failed set-up says', () => {
  it('is what is missing, what to do, and how the failed program ended', () => {
    const details = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
    const text = explain(new SetupError('promtool is missing.', ['Install prometheus.'], { details }));
    expect(text).toContain('promtool is missing.\n  - Install prometheus.\n');
    expect(text).toContain('| line 30');
    expect(text).not.toContain('| line 10\n');
  });

  it('ends with what to do if no program failed', () => {
    expect(explain(new SetupError('No Node.', ['Install it.']))).toBe('\nNo Node.\n  - Install it.');
  });
});

import { describe, expect, it } from '@jest/globals';
import { ReplayWindow } from './replay-window.ts';

const accepted = (...counters: bigint[]): ReplayWindow => {
  const window = new ReplayWindow();
  for (const counter of counters) expect(window.accept(counter)).toBe('fresh');
  return window;
};

describe('replay window', () => {
  it('accepts counters in order, each once', () => {
    const window = accepted(0n, 1n, 2n);
    for (const counter of [0n, 1n, 2n]) expect(window.accept(counter)).toBe('replayed');
  });

  it('accepts what comes late, once', () => {
    const window = accepted(10n, 3n, 7n);
    expect(window.accept(3n)).toBe('replayed');
    expect(window.accept(4n)).toBe('fresh');
  });

  it('reaches 1,024 counters back', () => {
    expect(accepted(5000n).accept(5000n - 1023n)).toBe('fresh');
    expect(accepted(5000n).accept(5000n - 1024n)).toBe('too-old');
  });

  it('forgets nothing within the window as it slides', () => {
    const window = accepted(1n, 1000n, 1023n, 1024n);
    expect(window.accept(1n)).toBe('replayed');
    expect(window.accept(1000n)).toBe('replayed');
    expect(window.accept(2n)).toBe('fresh');
    // 1025 takes the slot of 1, which is out of the window now.
    expect(window.accept(1025n)).toBe('fresh');
    expect(window.accept(1n)).toBe('too-old');
  });

  it('takes skipped counters for fresh after a leap, over old ones in the same slots', () => {
    const window = accepted(0n, 1n, 2n, 1030n);
    expect(window.accept(1025n)).toBe('fresh');
    const far = accepted(0n, 1n, 2n, 2n ** 40n);
    expect(far.accept(2n ** 40n - 1023n)).toBe('fresh');
    expect(far.accept(2n)).toBe('too-old');
  });

  it('judges as a set would, whatever the order', () => {
    const window = new ReplayWindow();
    const seen = new Set<bigint>();
    let highest = -1n;
    let state = 1;
    for (let step = 0; step < 20_000; step += 1) {
      state = (state * 48_271) % 2_147_483_647;
      const counter = BigInt(Math.floor(step / 3) + (state % 1_500));
      const expected =
        counter <= highest - 1024n ? 'too-old' : seen.has(counter) ? 'replayed' : ('fresh' as const);
      expect(window.check(counter)).toBe(expected);
      expect(window.accept(counter)).toBe(expected);
      if (expected === 'fresh') seen.add(counter);
      if (counter > highest) highest = counter;
    }
  });

  it('is not moved by a check', () => {
    const window = accepted(5n);
    expect(window.check(100_000n)).toBe('fresh');
    expect(window.accept(6n)).toBe('fresh');
    expect(window.accept(4n)).toBe('fresh');
  });
});

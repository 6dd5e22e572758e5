import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BarVisibility } from './bar-visibility.ts';

describe('BarVisibility', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('hides after 3 seconds without a sign and comes back with the next', () => {
    const bar = new BarVisibility();
    jest.advanceTimersByTime(2999);
    expect(bar.visible.value).toBe(true);
    jest.advanceTimersByTime(1);
    expect(bar.visible.value).toBe(false);
    bar.wake();
    expect(bar.visible.value).toBe(true);
  });

  it('stays while anything holds it', () => {
    const bar = new BarVisibility();
    bar.hold('focus', true);
    bar.hold('sheet', true);
    bar.hold('focus', false);
    jest.advanceTimersByTime(60_000);
    expect(bar.visible.value).toBe(true);
    bar.hold('sheet', false);
    jest.advanceTimersByTime(3000);
    expect(bar.visible.value).toBe(false);
  });

  it('leaves no timer behind', () => {
    const bar = new BarVisibility();
    bar.close();
    bar.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});

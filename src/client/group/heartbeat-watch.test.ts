import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HeartbeatWatch } from './heartbeat-watch.ts';

let missed: number;
let watch: HeartbeatWatch;
const pass = (seconds: number) => jest.advanceTimersByTime(seconds * 1_000);

beforeEach(() => {
  jest.useFakeTimers();
  missed = 0;
  watch = new HeartbeatWatch(() => {
    missed += 1;
  });
});
afterEach(() => {
  watch.close();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

describe('the watch over who is heard', () => {
  it('is content while everyone speaks now and then', () => {
    watch.expect(['ada', 'bea']);
    for (let count = 0; count < 10; count += 1) {
      pass(15);
      watch.heard('ada');
      watch.heard('bea');
    }
    expect(missed).toBe(0);
  });

  it('misses whoever says nothing for 45 seconds, however often the keys change', () => {
    for (let count = 0; count < 6; count += 1) {
      watch.expect(['ada', 'bea', `newcomer ${count}`]);
      watch.heard('ada');
      pass(10);
    }
    expect(missed).toBe(1);
  });

  it('does not miss whoever has gone, nor anybody while nothing could be heard', () => {
    watch.expect(['ada', 'bea']);
    pass(40);
    watch.expect(['ada']);
    watch.startAnew();
    pass(44);
    expect(missed).toBe(0);
    pass(2);
    expect(missed).toBe(1);
  });

  it('takes no sleep of the computer for silence', () => {
    watch.expect(['ada']);
    jest.setSystemTime(Date.now() + 3_600_000);
    pass(46);
    expect(missed).toBe(0);
  });
});

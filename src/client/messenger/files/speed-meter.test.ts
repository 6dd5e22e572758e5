import { describe, expect, it } from '@jest/globals';
import { SpeedMeter } from './speed-meter.ts';

describe('the speed of a transfer', () => {
  it('is not known at the beginning', () => {
    const meter = new SpeedMeter();
    meter.note(0, 0);
    meter.note(1_000, 100);
    expect(meter.progress(1_000, 5_000)).toEqual({
      done: 1_000,
      size: 5_000,
      bytesPerSecond: undefined,
      secondsLeft: undefined,
    });
  });

  it('tells how long the rest takes', () => {
    const meter = new SpeedMeter();
    meter.note(0, 0);
    meter.note(2_000, 2_000);
    expect(meter.progress(2_000, 5_000)).toMatchObject({ bytesPerSecond: 1_000, secondsLeft: 3 });
  });

  it('is that of the last ten seconds', () => {
    const meter = new SpeedMeter();
    meter.note(0, 0);
    meter.note(100_000, 10_000);
    for (let second = 11; second <= 30; second += 1) meter.note(100_000 + (second - 10) * 10, second * 1_000);
    expect(meter.speed).toBeCloseTo(10);
  });

  it('begins anew after a break', () => {
    const meter = new SpeedMeter();
    meter.note(0, 0);
    meter.note(2_000, 2_000);
    meter.reset();
    meter.note(2_000, 60_000);
    expect(meter.speed).toBeUndefined();
  });

  it('says no time where nothing moves', () => {
    const meter = new SpeedMeter();
    meter.note(2_000, 0);
    meter.note(2_000, 5_000);
    expect(meter.progress(2_000, 5_000).secondsLeft).toBeUndefined();
  });
});

import { jest } from '@jest/globals';
import type { GroupRoom } from './group-room.ts';

/** Short steps, so that what one timer sets off is mostly done before the next one fires; milliseconds. */
const step = 100;
/** From before anybody stops the clocks. */
const { setTimeout: wait } = globalThis;

/**
 * Clocks that a test moves, for what takes a call a minute. What needs no time, such as WebCrypto, is done for real
 * in between.
 */
export class FakeTime {
  private constructor() {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask'] });
  }

  static begin(room: GroupRoom): FakeTime {
    const time = new FakeTime();
    room.pause = () => time.pass(step);
    return time;
  }

  async pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += step) {
      await jest.advanceTimersByTimeAsync(step);
      await new Promise((resolve) => wait(resolve, 2));
    }
  }

  end(): void {
    jest.useRealTimers();
  }
}

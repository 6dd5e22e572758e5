import { jest } from '@jest/globals';
import type { GroupRoom } from './group-room.ts';

/** Short steps, so that what one timer sets off is mostly done before the next one fires; milliseconds. */
const step = 100;
/** From before anybody stops the clocks. */
const { setTimeout: wait } = globalThis;
const { hrtime } = process;
/** While the process is this late it is still at work on what came before; milliseconds. */
const idle = 4;

/**
 * Clocks that a test moves, for what takes a call a minute. What needs no time, such as WebCrypto, is done for real
 * in between.
 */
export class FakeTime {
  private constructor() {
    jest.useFakeTimers({
      doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'hrtime'],
    });
  }

  static begin(room: GroupRoom): FakeTime {
    const time = new FakeTime();
    room.pause = () => time.pass(step);
    return time;
  }

  async pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += step) {
      await jest.advanceTimersByTimeAsync(step);
      await this.#rest();
    }
  }

  /** On a busy machine what was set off takes longer than usual. */
  async #rest(): Promise<void> {
    for (let pauses = 0; pauses < 50; pauses += 1) {
      const before = hrtime.bigint();
      await new Promise((resolve) => wait(resolve, 2));
      if (Number(hrtime.bigint() - before) / 1e6 < 2 + idle) return;
    }
  }

  end(): void {
    jest.useRealTimers();
  }
}

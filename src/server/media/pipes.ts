import type { types } from 'mediasoup';

interface Pipe {
  users: number;
  readonly opened: Promise<types.Consumer | undefined>;
}

/**
 * Pipes producers into the other routers of a room: opened when the first consumer there asks, closed
 * when the last one is gone. Producer ids are the same on both sides.
 */
export class Pipes {
  readonly #pipes = new Map<string, Pipe>();

  get count(): number {
    return this.#pipes.size;
  }

  /**
   * Resolves once `producerId`, which lives in `from`, can be consumed in `to`. Each successful or
   * failed call must be followed by one `release`.
   */
  async acquire(producerId: string, from: types.Router, to: types.Router): Promise<void> {
    const key = pipeKey(producerId, to);
    let pipe = this.#pipes.get(key);
    if (pipe === undefined) {
      const opened = from.pipeToRouter({ producerId, router: to }).then(({ pipeConsumer }) => pipeConsumer);
      pipe = { users: 0, opened };
      this.#pipes.set(key, pipe);
    }
    pipe.users += 1;
    await pipe.opened;
  }

  /** Gives back one `acquire`. */
  release(producerId: string, to: types.Router): void {
    const key = pipeKey(producerId, to);
    const pipe = this.#pipes.get(key);
    if (pipe === undefined) {
      return;
    }
    pipe.users -= 1;
    if (pipe.users === 0) {
      this.#pipes.delete(key);
      pipe.opened.then(
        (consumer) => consumer?.close(),
        () => undefined,
      );
    }
  }
}

function pipeKey(producerId: string, to: types.Router): string {
  return `${producerId} ${to.id}`;
}

import { setTimeout as delay } from 'node:timers/promises';
import type { types } from 'mediasoup';

interface Pipe {
  users: number;
  readonly opened: Promise<PipeEnds>;
  /** Ends the present attempts to wake it. */
  waking: AbortController | undefined;
}

interface PipeEnds {
  readonly pipeConsumer?: types.Consumer;
  readonly pipeProducer?: types.Producer;
}

/** Milliseconds between two requests for a key frame through a pipe that carries nothing yet. */
const wakeInterval = 300;

/** After so many requests the publisher is taken to send nothing; the next viewer asks again. */
const wakeAttempts = 60;

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
      pipe = { users: 0, opened: from.pipeToRouter({ producerId, router: to }), waking: undefined };
      this.#pipes.set(key, pipe);
    }
    pipe.users += 1;
    await pipe.opened;
  }

  /**
   * Makes sure that a pipe which somebody watches carries pictures. Its near end drops everything until a
   * key frame comes, and its far end forwards no request for one before it has seen a packet: a pipe
   * that was opened while its publisher sent nothing would stay dark. So the key frame is asked for here.
   */
  wake(producerId: string, to: types.Router): void {
    const pipe = this.#pipes.get(pipeKey(producerId, to));
    if (pipe !== undefined && pipe.waking === undefined) {
      void this.#wake(pipe);
    }
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
      pipe.waking?.abort();
      pipe.opened.then(
        ({ pipeConsumer }) => pipeConsumer?.close(),
        () => undefined,
      );
    }
  }

  async #wake(pipe: Pipe): Promise<void> {
    const waking = new AbortController();
    pipe.waking = waking;
    try {
      const { pipeConsumer, pipeProducer } = await pipe.opened;
      for (let attempt = 0; attempt < wakeAttempts && pipeConsumer?.kind === 'video'; attempt += 1) {
        const streams = await pipeProducer?.getStats();
        if (streams?.length !== 0) {
          break;
        }
        await pipeConsumer.requestKeyFrame();
        await delay(wakeInterval, undefined, { signal: waking.signal });
      }
    } catch {
      // An end has closed meanwhile, or nobody watches any more; whoever did that has told everyone.
    } finally {
      pipe.waking = undefined;
    }
  }
}

function pipeKey(producerId: string, to: types.Router): string {
  return `${producerId} ${to.id}`;
}

import { ProtocolError } from '../../../protocol/errors.ts';

/** What says that the same may be answered otherwise a little later. */
const passing: ReadonlySet<string> = new Set([
  'unreachable',
  'upload-busy',
  'upload-offset-wrong',
  'too-many-uploads',
  'file-store-unavailable',
  'storage-unavailable',
  'rate-limited',
  'draining',
  'internal',
]);

/** Milliseconds until the first other try, and the longest. */
const shortest = 500;
const longest = 30_000;

/** Waits longer and longer between tries, until something succeeds. */
export class BackOff {
  #pause = shortest;
  #wake: (() => void) | undefined;

  static isPassing(error: unknown): error is ProtocolError {
    return error instanceof ProtocolError && passing.has(error.code);
  }

  /** @param error Why the last try failed. @param signal Ends the waiting. Rejects with its reason. */
  async wait(error: ProtocolError, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const pause = Math.max(this.#pause, (error.retryAfter ?? 0) * 1000);
    this.#pause = Math.min(longest, this.#pause * 2);
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, pause);
    this.#wake = resolve;
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
    signal.throwIfAborted();
  }

  /** Something went well: the next pause is short again. */
  reset(): void {
    this.#pause = shortest;
  }

  /** Ends a pause: there is a connection again. */
  wake(): void {
    this.#wake?.();
  }
}

import type { CallMessage } from '../../e2ee/group/call-message.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';

export interface WordsOptions {
  /** Rejects with a `ProtocolError` where the room did not pass the message on. */
  readonly deliver: (message: CallMessage) => Promise<void>;
  readonly problem: (error: Error) => void;
}

/** A beacon a second for the ten minutes that a session may wait for its connection at most. */
const mostWaiting = 600;
/** Whatever else the room answers, it will answer again. */
const passing: ReadonlySet<ErrorCode> = new Set(['not-joined', 'rate-limited', 'stale-epoch', 'unreachable']);

/**
 * What this device has to say to the others, in the order in which it was said: nothing goes out before what was said
 * earlier has gone out. Whoever hears of later frames and not of earlier ones takes the earlier ones for forged, and a
 * word that says nothing of frames is one more that says nothing of those.
 *
 * What does not get through waits: for the next word, for keys that the room still takes, for the connection.
 */
export class Words {
  readonly #options: WordsOptions;
  #waiting: readonly CallMessage[] = [];
  #isSpeaking = false;
  #isClosed = false;

  constructor(options: WordsOptions) {
    this.#options = options;
  }

  say(message: CallMessage): void {
    this.#waiting = [
      ...this.#waiting.filter(({ kind }) => kind === 'beacon' || kind !== message.kind),
      message,
    ];
    if (this.#waiting.length > mostWaiting) this.#waiting = this.#waiting.slice(-mostWaiting);
    this.resume();
  }

  /** What kept words from being heard may be over. */
  resume(): void {
    if (!this.#isSpeaking) void this.#speak();
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
  }

  async #speak(): Promise<void> {
    this.#isSpeaking = true;
    let isHeard = true;
    while (isHeard && this.#waiting[0] !== undefined) isHeard = await this.#deliver(this.#waiting[0]);
    this.#isSpeaking = false;
  }

  /** @returns Whether the next one may follow. */
  async #deliver(message: CallMessage): Promise<boolean> {
    try {
      await this.#options.deliver(message);
    } catch (error) {
      if (this.#isClosed || (error instanceof ProtocolError && passing.has(error.code))) return false;
      this.#options.problem(error instanceof Error ? error : new Error(String(error)));
    }
    this.#waiting = this.#waiting.filter((other) => other !== message);
    return true;
  }
}

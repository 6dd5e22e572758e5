import { ProtocolError } from '../../protocol/errors.ts';
import type { OpenProtooSocket, ProtooSocketHandlers } from '../connection/protoo-socket.ts';

/** Gives the data of an answer, throws a `ProtocolError`, or returns a promise of either. */
export type ScriptedAnswer = (method: string, data: unknown, socket: ScriptedSocket) => unknown;

/**
 * The server's end of a room control socket in memory, for tests: the real socket has tests of its own
 * against a real protoo server.
 */
export class ScriptedSocket {
  readonly url: URL;
  readonly #handlers: ProtooSocketHandlers;
  readonly #answer: ScriptedAnswer;
  readonly #pending = new Set<(error: ProtocolError) => void>();
  /** What the client asked, in order. */
  readonly asked: { method: string; data: unknown }[] = [];
  closed = false;

  constructor(url: string, handlers: ProtooSocketHandlers, answer: ScriptedAnswer) {
    this.url = new URL(url);
    this.#handlers = handlers;
    this.#answer = answer;
  }

  static opener(answer: ScriptedAnswer, onOpen: (socket: ScriptedSocket) => void): OpenProtooSocket {
    return (url, handlers) => {
      const socket = new ScriptedSocket(url, handlers, answer);
      onOpen(socket);
      return {
        request: (method, data) => socket.#receive(method, data),
        close: () => socket.#close(),
      };
    };
  }

  notify(method: string, data: unknown): void {
    this.#handlers.notification(method, data);
  }

  request(method: string, data: unknown): Promise<unknown> {
    return this.#handlers.request(method, data);
  }

  cut(): void {
    this.#end('network');
  }

  /** Closes with code 4000, as after a refusal or an end. */
  hangUp(): void {
    this.#end('server');
  }

  #end(by: 'server' | 'network'): void {
    if (this.closed) return;
    this.#close();
    this.#handlers.closed(by);
  }

  async #receive(method: string, data: unknown): Promise<unknown> {
    if (this.closed) throw new ProtocolError('unreachable');
    this.asked.push({ method, data });
    const gone = Promise.withResolvers<never>();
    this.#pending.add(gone.reject);
    try {
      return await Promise.race([Promise.resolve(this.#answer(method, data, this)), gone.promise]);
    } finally {
      this.#pending.delete(gone.reject);
    }
  }

  #close(): void {
    this.closed = true;
    for (const reject of this.#pending) reject(new ProtocolError('unreachable'));
    this.#pending.clear();
  }
}

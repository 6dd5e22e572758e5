import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { isErrorCode, ProtocolError } from '../../protocol/errors.ts';
import {
  type LiveEvent,
  type LiveEventName,
  type LiveRequestAnswer,
  type LiveRequestBody,
  type LiveRequestName,
  liveErrorSchema,
  liveEvents,
  liveEventsPath,
  liveRequests,
} from '../../protocol/live-events.ts';

/** Milliseconds after which a request that is not acknowledged may have been lost. */
const patience = 15_000;

/** Seconds until another try where the server does not say how long. */
const defaultPause = 2;

/** `connecting` until the first answer; `offline` whenever there is none any more. */
export type LiveState = 'connecting' | 'connected' | 'offline';

/** A person's live events, over a connection that comes back by itself. */
export class LiveConnection {
  readonly #socket: Socket;
  readonly #state: Signal<LiveState> = signal('connecting');
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  /** @param options For a client that is no browser: what its handshake has to carry. */
  constructor(origin: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    this.#socket = io(origin, {
      path: liveEventsPath,
      transports: ['websocket', 'polling'],
      withCredentials: true,
      reconnectionDelayMax: 10_000,
      autoConnect: false,
      ...options,
    });
    // Only what comes after the welcome is complete.
    this.on('welcome', () => {
      this.#state.value = 'connected';
    });
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('connect_error', (error: Error & { readonly data?: unknown }) => this.#lost(error.data));
  }

  /** Is called where the server says that nobody is logged in here (any more). */
  loggedOut: () => void = () => undefined;

  get state(): ReadonlySignal<LiveState> {
    return this.#state;
  }

  /** To be called once everything listens. */
  open(): void {
    this.#socket.connect();
  }

  /** Hears an event; one that cannot be read is left out. @returns Ends the listening. */
  on<N extends LiveEventName>(name: N, heard: (event: LiveEvent<N>) => void): () => void {
    const listener = (content: unknown) => {
      const parsed = liveEvents[name].safeParse(content);
      if (parsed.success) heard(parsed.data as LiveEvent<N>);
    };
    // The types of socket.io know nothing of an event whose name is a variable.
    const socket: { on(name: string, heard: (content: unknown) => void): void } = this.#socket;
    socket.on(name, listener);
    return () => void this.#socket.off(name as string, listener);
  }

  /**
   * Asks something. Rejects with the server's `ProtocolError`, or `unreachable` where there is no connection or no
   * answer: it may have been done all the same.
   */
  async request<N extends LiveRequestName>(name: N, body: LiveRequestBody<N>): Promise<LiveRequestAnswer<N>> {
    if (!this.#socket.connected) throw new ProtocolError('unreachable');
    const answer: unknown = await this.#socket
      .timeout(patience)
      .emitWithAck(name, body)
      .catch((cause: unknown) => {
        throw new ProtocolError('unreachable', undefined, { cause });
      });
    const failed = liveErrorSchema.safeParse(answer);
    if (failed.success) {
      const { code, message, retryAfter } = failed.data.error;
      if (!isErrorCode(code)) throw new ProtocolError('unexpected-answer', message);
      throw new ProtocolError(code, message, retryAfter === undefined ? {} : { retryAfter });
    }
    const parsed = liveRequests[name].answer.safeParse(answer ?? undefined);
    if (!parsed.success) throw new ProtocolError('unexpected-answer', undefined, { cause: parsed.error });
    return parsed.data as LiveRequestAnswer<N>;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#socket.close();
  }

  /** @param refusal What the server said to it, if it was the server. */
  #lost(refusal?: unknown): void {
    this.#state.value = 'offline';
    // After a word of the server's socket.io does not come back by itself.
    if (this.#isClosed || this.#socket.active) return;
    const { error } = liveErrorSchema.safeParse(refusal).data ?? {};
    if (error?.code === 'login-required') {
      this.loggedOut();
      return;
    }
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), (error?.retryAfter ?? defaultPause) * 1000);
  }
}

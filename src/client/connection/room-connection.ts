import type { z } from 'zod';
import {
  type ClientRequest,
  clientRequests,
  type RequestData,
  type RequestInput,
  type ResponseData,
} from '../../protocol/client-requests.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  isNotification,
  isServerRequest,
  type Notification,
  type NotificationData,
  notifications,
  type ServerRequest,
  type ServerRequestAnswer,
  type ServerRequestData,
  serverRequests,
} from '../../protocol/server-messages.ts';
import type { Interruption } from './interruption.ts';
import type { OpenProtooSocket, ProtooSocket } from './protoo-socket.ts';

/** How messages of the server reach the rest of the client, parsed. */
export interface RoomHandlers {
  readonly notification: {
    readonly [N in Exclude<Notification, 'session' | 'ended' | 'protocolError'>]: (
      data: NotificationData<N>,
    ) => void;
  };
  readonly request: {
    readonly [M in ServerRequest]: (data: ServerRequestData<M>) => Promise<ServerRequestAnswer<M>>;
  };
  /** A message that could not be read; the connection goes on. */
  problem(error: Error): void;
}

/**
 * Asks something of the room. Rejects with the server's `ProtocolError`, `unreachable` or `unexpected-answer`.
 * Where no answer comes for `patience` milliseconds, the whole connection counts as cut.
 */
export type RoomRequest = <M extends ClientRequest>(
  method: M,
  data: RequestInput<M>,
  patience?: number,
) => Promise<ResponseData<M>>;

export type Session = NotificationData<'session'>;

type Schemas = {
  readonly [M in ClientRequest]: {
    readonly request: z.ZodType<RequestData<M>>;
    readonly response: z.ZodType<ResponseData<M>>;
  };
};
const schemas: Schemas = clientRequests;
const notificationSchemas: { readonly [N in Notification]: z.ZodType<NotificationData<N>> } = notifications;

/** Milliseconds until a silent server counts as gone. */
const openPatience = 8_000;
const requestPatience = 10_000;

/**
 * One room control connection: typed requests, parsed messages. It opens once and closes once; coming back
 * after a cut is a new connection.
 */
export class RoomConnection {
  /** The server's first message, or why there was none. */
  readonly opened: Promise<{ kind: 'open'; session: Session } | Interruption>;
  /** Resolves when the connection is lost; never where this side closed it. */
  readonly lost: Promise<Interruption>;
  readonly #handlers: RoomHandlers;
  readonly #socket: ProtooSocket;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #resolveOpened: (result: { kind: 'open'; session: Session } | Interruption) => void;
  readonly #resolveLost: (interruption: Interruption) => void;
  #refusal: ProtocolError | undefined;
  #isOpen = false;
  #isClosed = false;

  constructor(openSocket: OpenProtooSocket, url: string, handlers: RoomHandlers) {
    const opened = Promise.withResolvers<{ kind: 'open'; session: Session } | Interruption>();
    const lost = Promise.withResolvers<Interruption>();
    this.opened = opened.promise;
    this.lost = lost.promise;
    this.#resolveOpened = opened.resolve;
    this.#resolveLost = lost.resolve;
    this.#handlers = handlers;
    this.#socket = openSocket(url, {
      notification: (method, data) => this.#onNotification(method, data),
      request: (method, data) => this.#onRequest(method, data),
      closed: (by) => this.#lose(this.#interruptionOfClose(by)),
    });
    this.#after(openPatience, () => {
      if (!this.#isOpen) this.#lose({ kind: 'cut' });
    });
  }

  /**
   * Sends a request and parses its answer.
   *
   * @param patience Milliseconds without an answer after which the whole connection counts as cut.
   */
  async request<M extends ClientRequest>(
    method: M,
    data: RequestInput<M>,
    patience = requestPatience,
  ): Promise<ResponseData<M>> {
    const schema = schemas[method];
    const stopWaiting = this.#after(patience, () => this.#lose({ kind: 'cut' }));
    try {
      const answer = await this.#socket.request(method, schema.request.parse(data));
      const parsed = schema.response.safeParse(answer ?? {});
      if (!parsed.success) throw new ProtocolError('unexpected-answer', undefined, { cause: parsed.error });
      return parsed.data;
    } finally {
      stopWaiting();
    }
  }

  /** Closes; whoever still waits for it to open learns that it will not. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#resolveOpened({ kind: 'cut' });
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#socket.close();
  }

  /** Gives the connection up for lost, because what it runs over is known to be gone. */
  abandon(): void {
    this.#lose({ kind: 'cut' });
  }

  #lose(interruption: Interruption): void {
    if (this.#isClosed) return;
    // Told first, so that nobody takes the requests that fail with it for the cause.
    this.#resolveOpened(interruption);
    this.#resolveLost(interruption);
    this.close();
  }

  /** The server explains a refusal in a message, because a browser cannot read why an upgrade failed. */
  #interruptionOfClose(by: 'server' | 'network'): Interruption {
    const refusal = by === 'server' || !this.#isOpen ? this.#refusal : undefined;
    return refusal === undefined ? { kind: 'cut' } : { kind: 'refused', error: refusal };
  }

  #onNotification(method: string, data: unknown): void {
    if (this.#isClosed) return;
    if (!isNotification(method)) {
      this.#handlers.problem(new ProtocolError('unexpected-answer', `Unknown notification ${method}.`));
      return;
    }
    if (method === 'session') this.#receive(method, data, (session) => this.#open(session));
    else if (method === 'ended') {
      this.#receive(method, data, ({ reason }) => this.#lose({ kind: 'ended', reason }));
    } else if (method === 'protocolError') {
      this.#receive(method, data, ({ code, message }) => {
        this.#refusal = new ProtocolError(code, message);
        if (this.#isOpen) this.#handlers.problem(this.#refusal);
      });
    } else this.#dispatch(method, data);
  }

  #dispatch<N extends keyof RoomHandlers['notification']>(name: N, data: unknown): void {
    this.#receive(name, data, (parsed) => this.#handlers.notification[name](parsed));
  }

  #receive<N extends Notification>(name: N, data: unknown, use: (data: NotificationData<N>) => void): void {
    const parsed = notificationSchemas[name].safeParse(data ?? {});
    if (parsed.success) use(parsed.data);
    else {
      const problem = new ProtocolError('unexpected-answer', `Unreadable notification ${name}.`, {
        cause: parsed.error,
      });
      this.#handlers.problem(problem);
    }
  }

  #open(session: Session): void {
    this.#isOpen = true;
    this.#refusal = undefined;
    this.#resolveOpened({ kind: 'open', session });
  }

  async #onRequest(method: string, data: unknown): Promise<unknown> {
    if (!isServerRequest(method)) throw new ProtocolError('unknown-method');
    const parsed = serverRequests[method].request.safeParse(data);
    if (!parsed.success) {
      const problem = new ProtocolError('bad-request', `Unreadable request ${method}.`, {
        cause: parsed.error,
      });
      this.#handlers.problem(problem);
      throw problem;
    }
    return this.#handlers.request[method](parsed.data);
  }

  #after(milliseconds: number, act: () => void): () => void {
    const timer = setTimeout(act, milliseconds);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }
}

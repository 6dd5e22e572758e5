import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import {
  type ClientRequest,
  clientRequests,
  type RequestInput,
  type ResponseData,
} from '../../src/protocol/client-requests.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import {
  isNotification,
  type Notification,
  type NotificationData,
  notifications,
} from '../../src/protocol/server-messages.ts';
import { until } from './condition.ts';
import type { AnyNotification } from './group/tell.ts';

/** What protoo carries, from the side of a client. */
const frameSchema = z.union([
  z.object({ response: z.literal(true), id: z.number(), ok: z.literal(true), data: z.unknown() }),
  z.object({
    response: z.literal(true),
    id: z.number(),
    ok: z.literal(false).optional(),
    errorCode: z.number(),
    errorReason: z.string(),
  }),
  z.object({ request: z.literal(true), id: z.number(), method: z.string(), data: z.unknown() }),
  z.object({ notification: z.literal(true), method: z.string(), data: z.unknown() }),
]);

type Frame = z.infer<typeof frameSchema>;
type Response = Extract<Frame, { response: true }>;
export type ServerRequestFrame = Extract<Frame, { request: true }>;

const limit = 15_000;
const nothing: RequestInput<'getRoomState'> = {};

/**
 * A client of room control without a browser, which can also say what no client should. Answers each of
 * the server's requests with an empty `ok`.
 */
export class RoomControlPeer {
  readonly #socket: WebSocket;
  readonly #responses = new Map<number, Response>();
  readonly #notifications: { method: string; data: unknown }[] = [];
  readonly #requests: ServerRequestFrame[] = [];
  /** What the server sent against the protocol. */
  readonly #violations: string[] = [];
  #lastId = 0;
  /** Told of each notification as it comes, beside those who take them later. */
  onNotification: (notification: AnyNotification) => void = () => undefined;
  #close: { code: number } | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (raw) => this.#receive(String(raw)));
    socket.on('close', (code) => {
      this.#close = { code };
    });
    socket.on('error', () => socket.terminate());
  }

  /** Opens a connection with the given query: `token=…` or `resume=…`. */
  static async connect(origin: string, query: Record<string, string>): Promise<RoomControlPeer> {
    const url = new URL('/room-control', origin.replace(/^http/, 'ws'));
    url.search = new URLSearchParams(query).toString();
    const socket = new WebSocket(url, 'protoo');
    const peer = new RoomControlPeer(socket);
    await once(socket, 'open');
    return peer;
  }

  /** Requests of the server so far. */
  get serverRequests(): readonly ServerRequestFrame[] {
    return this.#requests;
  }

  /** The WebSocket's close code, once it is closed. */
  get closeCode(): number | undefined {
    return this.#close?.code;
  }

  /**
   * Asks as the protocol wants it.
   *
   * @throws {ProtocolError} where the server refuses.
   */
  async request<M extends ClientRequest>(
    method: M,
    data: RequestInput<M> | typeof nothing = nothing,
  ): Promise<ResponseData<M>> {
    const answer = await this.requestAnything(method, data);
    return clientRequests[method].response.parse(answer) as ResponseData<M>;
  }

  /** Asks for anything with anything. */
  async requestAnything(method: unknown, data: unknown): Promise<unknown> {
    this.#lastId += 1;
    this.send({ request: true, id: this.#lastId, method, data });
    return this.response(this.#lastId);
  }

  /** Waits for the response to a request that was sent by hand. */
  async response(id: number): Promise<unknown> {
    const response = await until(`a response to request ${id}`, () => this.#responses.get(id), this.#options);
    if (response.ok !== true) throw ProtocolError.fromReason(response.errorReason);
    return response.data;
  }

  send(message: unknown): void {
    this.sendRaw(JSON.stringify(message));
  }

  sendRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** Takes the oldest notification of this name that was not taken yet; waits for it where there is none. */
  async notification<N extends Notification>(method: N): Promise<NotificationData<N>> {
    const taken = await until(`a notification ${method}`, () => this.#take(method), this.#options);
    return notifications[method].parse(taken.data) as NotificationData<N>;
  }

  /** Notifications that wait to be taken. */
  get pendingNotifications(): readonly string[] {
    return this.#notifications.map(({ method }) => method);
  }

  /** Waits until the server has closed the connection. */
  closed(): Promise<{ code: number }> {
    return until('the server to close the connection', () => this.#close, this.#options);
  }

  /** Loses the connection without a word, as a cut network does. */
  cut(): void {
    this.#socket.terminate();
  }

  /**
   * Closes the connection properly; leaves no socket. Can be called twice.
   *
   * @throws {Error} where the server has sent anything against the protocol.
   */
  async close(): Promise<void> {
    this.#socket.close();
    const patience = setTimeout(() => this.#socket.terminate(), 1000);
    await this.closed();
    clearTimeout(patience);
    if (this.#violations.length > 0) throw new Error(`against the protocol: ${this.#violations.join('\n')}`);
  }

  get #options() {
    const dump = () => {
      const waiting = JSON.stringify(this.#notifications.slice(-10)).slice(0, 2000);
      return `close code: ${this.closeCode}; last not taken: ${waiting}; violations: ${this.#violations}`;
    };
    return { limit, dump };
  }

  #take(method: string): { method: string; data: unknown } | undefined {
    const index = this.#notifications.findIndex((notification) => notification.method === method);
    return index < 0 ? undefined : this.#notifications.splice(index, 1)[0];
  }

  #receive(text: string): void {
    try {
      this.#handle(frameSchema.parse(JSON.parse(text)));
    } catch (error) {
      this.#violations.push(`${text.slice(0, 500)}: ${error}`);
    }
  }

  #handle(frame: Frame): void {
    if ('response' in frame) {
      this.#responses.set(frame.id, frame);
    } else if ('request' in frame) {
      this.#requests.push(frame);
      this.send({ response: true, id: frame.id, ok: true, data: {} });
    } else {
      if (!isNotification(frame.method)) throw new Error('the protocol knows no such notification');
      const data = notifications[frame.method].parse(frame.data);
      this.#notifications.push(frame);
      this.onNotification({ name: frame.method, data } as AnyNotification);
    }
  }
}

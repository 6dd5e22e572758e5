import { randomBytes, timingSafeEqual } from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  type Peer as ProtooPeer,
  type ProtooRequest,
  Room as ProtooRoom,
  type RejectFn,
} from 'protoo-server';
import {
  type ClientRequest,
  clientRequests,
  isClientRequest,
  type RequestData,
} from '../../protocol/client-requests.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import {
  type EndReason,
  type Notification,
  type NotificationData,
  type ServerRequest,
  type ServerRequestAnswer,
  type ServerRequestData,
  serverRequests,
} from '../../protocol/server-messages.ts';
import type { MessageBudget } from './message-budget.ts';
import type { ProtooSocket } from './protoo-socket.ts';
import type { RoomMetrics } from './room-metrics.ts';

export interface SessionOptions {
  readonly roomId: string;
  readonly peerId: string;
  /** Seconds for which a cut session waits to be resumed. */
  readonly resumeWindow: number;
  readonly budget: MessageBudget;
  readonly metrics: RoomMetrics;
  readonly handle: <M extends ClientRequest>(method: M, data: RequestData<M>) => Promise<object>;
}

/** How a session ended: told by the server, left by the client, or cut and never resumed. */
export type SessionEnd = EndReason | 'left' | 'expired';

interface SessionEvents {
  resumed: [];
  /** Over for good. */
  ended: [how: SessionEnd];
}

/** protoo keeps peers in a room of its own; ours are per session, so one shared room of connections will do. */
const connections = new ProtooRoom();
let connectionCount = 0;

/**
 * One peer's room control over all its connections. When a connection is cut the session is suspended,
 * and everything that it holds stays, until the client resumes it or the window has passed.
 */
export class Session extends EventEmitter<SessionEvents> {
  readonly #options: SessionOptions;
  #connection: ProtooPeer | undefined;
  #resumeToken = '';
  #window: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: SessionOptions) {
    super();
    this.#options = options;
  }

  /** Whether this is what the client was last given; the token changes with each connection. */
  isResumeToken(token: string): boolean {
    const [given, expected] = [Buffer.from(token), Buffer.from(this.#resumeToken)];
    return expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
  }

  get suspended(): boolean {
    return this.#connection === undefined && !this.#ended;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes a new connection, the first one or one that resumes. An older one that lingers is dropped. */
  attach(socket: ProtooSocket): void {
    const fresh = this.#resumeToken === '';
    const old = this.#connection;
    this.#connection = undefined;
    old?.close();
    clearTimeout(this.#window);

    const { roomId, peerId, budget } = this.#options;
    socket.judge = () => budget.take(performance.now());
    socket.once('flooded', () => this.end('rate-limited'));
    this.#resumeToken = [roomId, peerId, randomBytes(32).toString('base64url')].join('.');
    connectionCount += 1;
    const connection = connections.createPeer(String(connectionCount), socket);
    this.#connection = connection;
    connection.on('request', (request, accept, reject) => void this.#answer(request, accept, reject));
    socket.once('gone', () => this.#lost(connection));
    this.notify('session', {
      peerId,
      resumeToken: this.#resumeToken,
      resumeWindow: this.#options.resumeWindow,
      fresh,
    });
    if (!fresh) {
      this.emit('resumed');
    }
  }

  /** Sends a notification, or nothing while suspended: the client then reads the room's state instead. */
  notify<N extends Notification>(notification: N, data: NotificationData<N>): void {
    this.#connection?.notify(notification, data).catch(() => undefined);
  }

  /**
   * Asks the client.
   *
   * @returns The parsed answer, or `undefined` where the connection is cut before it comes.
   * @throws ProtocolError where the client answers with an error or with what cannot be read.
   */
  async request<M extends ServerRequest>(
    method: M,
    data: ServerRequestData<M>,
  ): Promise<ServerRequestAnswer<M> | undefined> {
    const connection = this.#connection;
    if (connection === undefined) {
      return undefined;
    }
    let answer: unknown;
    try {
      answer = await connection.request(method, data);
    } catch (error) {
      if (connection.closed) {
        return undefined;
      }
      throw new ProtocolError('bad-request', `The client refused ${method}.`, { cause: error });
    }
    const parsed = serverRequests[method].response.safeParse(answer);
    if (!parsed.success) {
      throw new ProtocolError('bad-request', `The client's answer to ${method} cannot be read.`);
    }
    return parsed.data as ServerRequestAnswer<M>;
  }

  /** Ends the session for good. A client that did not end it itself is told why. */
  end(how: SessionEnd): void {
    if (this.#ended) {
      return;
    }
    if (how !== 'left' && how !== 'expired') {
      this.notify('ended', { reason: how });
    }
    this.#ended = true;
    clearTimeout(this.#window);
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
    this.emit('ended', how);
    this.removeAllListeners();
  }

  #lost(connection: ProtooPeer): void {
    // Rejects what the client has not answered yet.
    connection.close();
    if (this.#ended || this.#connection !== connection) {
      return;
    }
    this.#connection = undefined;
    this.#window = setTimeout(() => this.end('expired'), this.#options.resumeWindow * 1000);
  }

  async #answer(request: ProtooRequest, accept: (data: object) => void, reject: RejectFn): Promise<void> {
    const { metrics } = this.#options;
    const method = isClientRequest(request.method) ? request.method : undefined;
    const measured = metrics.requestStarted(method ?? 'unknown');
    try {
      if (method === undefined) {
        throw new ProtocolError('unknown-method', `There is no method "${request.method.slice(0, 64)}".`);
      }
      const answer = await this.#options.handle(method, parseRequest(method, request.data));
      measured('ok');
      accept(answer);
    } catch (error) {
      const refusal =
        error instanceof ProtocolError ? error : new ProtocolError('internal', undefined, { cause: error });
      measured(refusal.code);
      metrics.refused(refusal);
      reject(refusal.status, refusal.reason);
    }
  }
}

function parseRequest<M extends ClientRequest>(method: M, data: unknown): RequestData<M> {
  const parsed = clientRequests[method].request.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join('.') ?? '';
    throw new ProtocolError(
      'bad-request',
      `${method}: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'malformed'}`,
    );
  }
  return parsed.data as RequestData<M>;
}

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as Engine, type Socket as EngineSocket } from 'engine.io';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { type DefaultEventsMap as Events, Server, type Socket } from 'socket.io';
import type { Config } from '../../config/schema.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { liveEventsPath } from '../../protocol/live-events.ts';
import type { Logins } from '../accounts/logins.ts';
import { toBytes, toText } from '../http/base64url.ts';
import { addressKey, clientAddress, isSecure, type TrustProxy } from '../http/client-address.ts';
import { isOriginAllowed } from '../http/origins.ts';
import { RateCount } from '../http/rate-count.ts';
import type { Bus, Notice } from './bus.ts';
import { type LiveConnection, LiveConnections } from './live-connections.ts';
import { asProtocolError, ConnectionRefused } from './live-errors.ts';
import type { LiveMetrics } from './live-metrics.ts';
import type { LiveRequests } from './live-requests.ts';
import type { Presence } from './presence.ts';

export interface LiveServerOptions {
  readonly limits: Config['limits']['live'];
  readonly server: Pick<Config['server'], 'publicUrl'>;
  readonly trust: TrustProxy;
  readonly logins: Logins;
  readonly requests: LiveRequests;
  readonly presence: Presence;
  /** Who may see how somebody is. */
  readonly contactsOf: (accountId: string) => Promise<string[]>;
  readonly bus: Bus;
  readonly metrics: LiveMetrics;
  readonly logger: Logger;
}

type LiveSocket = Socket<Events, Events, Events, LiveConnection>;

/** Milliseconds for which an accepted transport may take to ask for its events. */
const connectLimit = 10_000;
/** Milliseconds between two pings, and for which their answer may take. */
const ping = { pingInterval: 15_000, pingTimeout: 10_000 };
/** At so many times the requests that it may send, a connection is cut. */
const floodFactor = 5;
/** Sessions that are asked for in one query. */
const checkBatch = 500;

/** Live events over socket.io: for whoever is logged in, as long as they are. */
export class LiveServer {
  readonly #options: LiveServerOptions;
  readonly #engine: Engine;
  readonly #io = new Server<Events, Events, Events, LiveConnection>({
    serveClient: false,
    connectTimeout: connectLimit,
  });
  readonly #connections = new LiveConnections();
  readonly #byNetwork = new Map<string, number>();
  readonly #connectCount: RateCount;
  readonly #requestCount: RateCount;
  readonly #floodCount: RateCount;
  readonly #unsubscribe: () => void;
  readonly #checkTimer: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: LiveServerOptions) {
    this.#options = options;
    const { connectsPerMinute, requestsPerMinute, messageBytes, sessionCheckSeconds } = options.limits;
    this.#connectCount = new RateCount('live-connects', connectsPerMinute);
    this.#requestCount = new RateCount('live', requestsPerMinute);
    this.#floodCount = new RateCount('live-flood', requestsPerMinute * floodFactor);
    this.#engine = new Engine({
      ...ping,
      maxHttpBufferSize: messageBytes,
      transports: ['polling', 'websocket'],
      // What travels is sealed, and does not get smaller.
      httpCompression: false,
      perMessageDeflate: false,
      allowRequest: (request, answer) => {
        this.#refuse(request).then(
          () => answer(undefined, true),
          (error: unknown) => {
            const { code } = asProtocolError(error);
            options.metrics.refused(code);
            answer(code, false);
          },
        );
      },
    });
    this.#engine.on('connection', (socket: EngineSocket) => this.#count(socket));
    this.#io.bind(this.#engine);
    this.#io.use((socket, next) => {
      this.#admit(socket).then(
        () => next(),
        (error: unknown) => {
          const refusal = asProtocolError(error);
          options.metrics.refused(refusal.code);
          if (refusal.code === 'internal') options.logger.error({ err: error }, 'Live connection failed');
          next(new ConnectionRefused(refusal));
        },
      );
    });
    this.#io.on('connection', (socket) => void this.#welcome(socket));
    this.#unsubscribe = options.bus.subscribe((notice) => this.#hear(notice));
    this.#checkTimer = setInterval(() => void this.#check(), sessionCheckSeconds * 1000);
    this.#checkTimer.unref();
  }

  /** Whether an upgrade is for live events. */
  takes({ url = '' }: IncomingMessage): boolean {
    const [path] = url.split('?');
    return path === liveEventsPath || path === `${liveEventsPath}/`;
  }

  /** For the `upgrade` event of an HTTP server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    this.#engine.handleUpgrade(request, socket, head);
  }

  /** Answers polling. */
  readonly handleRequest: RequestHandler = (request, response) => {
    this.#engine.handleRequest(request, response);
  };

  /** Cuts all connections; clients come back by themselves, where there is a server. May be called twice. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#checkTimer);
    this.#unsubscribe();
    this.#engine.close();
    await this.#io.close();
    this.#options.presence.close();
  }

  /** @throws ProtocolError for whoever may not even try. */
  async #refuse(request: IncomingMessage): Promise<void> {
    const { server, limits } = this.#options;
    const { origin, host } = request.headers;
    if (this.#isClosed) throw new ProtocolError('draining');
    // Like accounts, for the server's own pages alone.
    if (!isOriginAllowed(origin, host, { ...server, allowedOrigins: [] })) {
      throw new ProtocolError('origin-refused');
    }
    const network = this.#networkOf(request);
    if ((this.#byNetwork.get(network) ?? 0) >= limits.connectionsPerNetwork) {
      throw new ProtocolError('rate-limited');
    }
    await this.#connectCount.count(network);
  }

  /** @throws ProtocolError `login-required`, `limit-reached`, `storage-unavailable`. */
  async #admit(socket: LiveSocket): Promise<void> {
    const { logins, trust, limits } = this.#options;
    const { account, session } = await logins.find(socket.request, isSecure(socket.request, trust));
    const accountId = toText(account.id);
    if (this.#connections.count(accountId) >= limits.connectionsPerAccount) {
      throw new ProtocolError('limit-reached');
    }
    const connection: LiveConnection = {
      accountId,
      sessionId: toText(session.id),
      isBehind: () => this.#isBehind(socket),
      end: () => void socket.disconnect(true),
    };
    socket.data = connection;
  }

  /** The welcome comes first, and nothing is missed after it. */
  async #welcome(socket: LiveSocket): Promise<void> {
    const { presence, contactsOf, metrics, requests } = this.#options;
    const { data: connection } = socket;
    const { accountId, sessionId } = connection;
    this.#connections.add(connection);
    metrics.connected();
    presence.connect(accountId, socket.id);
    socket.on('disconnect', () => {
      this.#connections.delete(connection);
      metrics.disconnected();
      presence.disconnect(accountId, socket.id);
    });
    const requester = { accountId, connectionId: socket.id };
    socket.onAny((name: unknown, ...args: unknown[]) => {
      void requests.answer(requester, name, args, () => this.#admitRequest(socket));
    });
    try {
      // It may have ended before the connection was known to end with it.
      const alive = await this.#options.logins.alive([toBytes(sessionId)]);
      const contacts = await contactsOf(accountId);
      if (alive.length === 0) connection.end();
      if (!socket.connected) return;
      // In one turn: no event comes between the two.
      void socket.join(accountId);
      socket.emit('welcome', { present: presence.among(contacts) });
      metrics.told('welcome');
    } catch (error) {
      // Without a welcome nothing can be relied on: the client has to come again.
      this.#failed(error, 'A live connection could not be welcomed');
      socket.conn.close();
    }
  }

  async #admitRequest(socket: LiveSocket): Promise<void> {
    try {
      await this.#floodCount.count(socket.id);
    } catch (error) {
      socket.disconnect(true);
      throw error;
    }
    await this.#requestCount.count(socket.id);
  }

  #hear(notice: Notice): void {
    if (notice.kind === 'sessions-ended') this.#connections.end(notice.accountId, notice.which);
    if (notice.kind !== 'event' || notice.to.length === 0) return;
    this.#io.to([...notice.to]).emit(notice.name, notice.payload);
    this.#options.metrics.told(notice.name);
  }

  /** Ends what should have ended: sessions that expired or were ended elsewhere, and clients that do not read. */
  async #check(): Promise<void> {
    const connections = this.#connections.all();
    for (const connection of connections) if (connection.isBehind()) connection.end();
    try {
      for (let from = 0; from < connections.length; from += checkBatch) {
        const batch = connections.slice(from, from + checkBatch);
        const alive = await this.#options.logins.alive(batch.map(({ sessionId }) => toBytes(sessionId)));
        const ids = new Set(alive.map(toText));
        for (const connection of batch) if (!ids.has(connection.sessionId)) connection.end();
      }
    } catch (error) {
      this.#failed(error, 'Sessions could not be checked');
    }
  }

  #isBehind(socket: LiveSocket): boolean {
    // What waits to be sent, which engine.io shows in no other way.
    const { writeBuffer } = socket.conn as unknown as { readonly writeBuffer: readonly unknown[] };
    return writeBuffer.length > this.#options.limits.unreadEvents;
  }

  #count(socket: EngineSocket): void {
    const network = this.#networkOf(socket.request);
    this.#byNetwork.set(network, (this.#byNetwork.get(network) ?? 0) + 1);
    socket.once('close', () => {
      const open = (this.#byNetwork.get(network) ?? 1) - 1;
      if (open > 0) this.#byNetwork.set(network, open);
      else this.#byNetwork.delete(network);
    });
  }

  #networkOf(request: IncomingMessage): string {
    return addressKey(clientAddress(request, this.#options.trust));
  }

  /** Where the database is away, readiness says so already. */
  #failed(error: unknown, message: string): void {
    const away = error instanceof ProtocolError && error.code === 'storage-unavailable';
    if (!away) this.#options.logger.error({ err: error }, message);
  }
}

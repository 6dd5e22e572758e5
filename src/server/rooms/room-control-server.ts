import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ProtocolError } from '../../protocol/errors.ts';
import { roomControlPath } from '../../protocol/room-token.ts';
import { ProtooSocket } from './protoo-socket.ts';
import type { RoomCodes } from './room-codes.ts';
import type { RoomMetrics } from './room-metrics.ts';
import type { RoomRegistry } from './room-registry.ts';
import type { RoomTokens } from './room-tokens.ts';
import type { Session } from './session.ts';

export interface RoomControlOptions {
  readonly rooms: RoomRegistry;
  readonly codes: RoomCodes;
  readonly tokens: RoomTokens;
  readonly metrics: RoomMetrics;
  readonly isOriginAllowed: (origin: string | undefined, host: string | undefined) => boolean;
  readonly maxMessageBytes: number;
  readonly connectionsPerAddress: number;
  /** The client's address or network, trusting proxies as configured; a key for limits, never logged. */
  readonly addressOf: (request: IncomingMessage) => string;
}

/** A message this many times too large ends the connection instead of being answered. */
const hardLimitFactor = 16;

/**
 * Accepts room control WebSockets and brings each to its room. Browsers hide the HTTP status of a
 * refused WebSocket, so whatever a person should understand is refused inside an accepted one.
 */
export class RoomControlServer {
  readonly #options: RoomControlOptions;
  readonly #webSockets: WebSocketServer;
  readonly #connections = new Map<string, number>();

  constructor(options: RoomControlOptions) {
    this.#options = options;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      maxPayload: options.maxMessageBytes * hardLimitFactor,
      handleProtocols: () => 'protoo',
      // Messages are small and carry secrets beside chosen text.
      perMessageDeflate: false,
    });
  }

  /** For the `upgrade` event of an HTTP server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const address = this.#options.addressOf(request);
    const refusal = this.#refusal(request, address);
    if (refusal !== undefined) {
      socket.end(
        `HTTP/1.1 ${refusal} ${STATUS_CODES[refusal]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    void this.#admission(requestUrl(request).searchParams).then((admit) => {
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#count(address, 1);
        webSocket.once('close', () => this.#count(address, -1));
        this.#attach(webSocket, admit);
      });
    });
  }

  close(): void {
    for (const client of this.#webSockets.clients) {
      client.terminate();
    }
    this.#webSockets.close();
  }

  #refusal(request: IncomingMessage, address: string): number | undefined {
    const { pathname } = requestUrl(request);
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (pathname !== roomControlPath) {
      return 404;
    }
    if (!protocols.includes('protoo')) {
      return 400;
    }
    if (!this.#options.isOriginAllowed(request.headers.origin, request.headers.host)) {
      this.#options.metrics.refused(new ProtocolError('origin-refused'));
      return 403;
    }
    if ((this.#connections.get(address) ?? 0) >= this.#options.connectionsPerAddress) {
      this.#options.metrics.refused(new ProtocolError('rate-limited'));
      return 429;
    }
    return undefined;
  }

  /**
   * Checks what the client shows before its WebSocket opens, since it may send at once when it does.
   *
   * @returns Gives the session, or throws a `ProtocolError` for the client to read.
   */
  async #admission(parameters: URLSearchParams): Promise<() => Session> {
    const { rooms, codes, tokens } = this.#options;
    const resumeToken = parameters.get('resume') ?? '';
    if (resumeToken !== '') {
      return () => {
        const peer = rooms.findByResumeToken(resumeToken);
        if (peer === undefined) {
          throw new ProtocolError('session-expired');
        }
        return peer.session;
      };
    }
    try {
      const claims = await tokens.redeem(parameters.get('token') ?? '', Math.floor(Date.now() / 1000));
      if (codes.kindOf(claims.room) === undefined) {
        throw new ProtocolError('room-not-found');
      }
      return () => rooms.open(claims.room).enter(claims).session;
    } catch (error) {
      return () => {
        throw error;
      };
    }
  }

  #attach(webSocket: WebSocket, admit: () => Session): void {
    const { metrics, maxMessageBytes } = this.#options;
    const socket = new ProtooSocket(webSocket, maxMessageBytes);
    socket.on('refused', (error) => metrics.refused(error));
    try {
      admit().attach(socket);
    } catch (error) {
      const refusal =
        error instanceof ProtocolError ? error : new ProtocolError('internal', undefined, { cause: error });
      metrics.refused(refusal);
      socket.sendError(refusal);
      socket.close();
    }
  }

  #count(address: string, change: 1 | -1): void {
    const count = (this.#connections.get(address) ?? 0) + change;
    if (count > 0) {
      this.#connections.set(address, count);
    } else {
      this.#connections.delete(address);
    }
  }
}

/** Only path and query matter; the host is whatever the proxy in front says. */
function requestUrl(request: IncomingMessage): URL {
  const target = request.url ?? '/';
  return URL.canParse(target, 'ws://localhost')
    ? new URL(target, 'ws://localhost')
    : new URL('ws://localhost/');
}

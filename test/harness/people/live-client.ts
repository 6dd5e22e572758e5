import { io, type Socket } from 'socket.io-client';
import {
  type LiveEvent,
  type LiveEventName,
  type LiveRequestAnswer,
  type LiveRequestBody,
  type LiveRequestName,
  liveEvents,
  liveEventsPath,
  liveRequests,
} from '../../../src/protocol/live-events.ts';
import { toError } from '../accounts/account-client.ts';
import { until } from '../condition.ts';

export interface LiveClientOptions {
  readonly cookie?: string | undefined;
  /** `both` begins by polling, as socket.io does where it is told nothing. */
  readonly transport?: 'websocket' | 'polling' | 'both';
  /** That of the server's own pages, if nothing is said. */
  readonly origin?: string | undefined;
}

/** An event as it arrived. */
export type HeardEvent = {
  [N in LiveEventName]: { readonly name: N; readonly payload: LiveEvent<N> };
}[LiveEventName];

/** A browser's connection for live events, by socket.io's own client. Checks all that it hears by the protocol. */
export class LiveClient {
  readonly socket: Socket;
  readonly heard: HeardEvent[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.onAny((name: string, payload: unknown) => {
      const event = { name, payload: liveEvents[name as LiveEventName].parse(payload) };
      this.heard.push(event as HeardEvent);
    });
  }

  /** Nothing is connected yet. */
  static prepare(
    server: string,
    { cookie, transport = 'websocket', origin = server }: LiveClientOptions,
  ): LiveClient {
    const extraHeaders = {
      ...(cookie === undefined ? {} : { cookie }),
      ...(origin === undefined ? {} : { origin }),
    };
    const socket = io(server, {
      path: liveEventsPath,
      transports: transport === 'both' ? ['polling', 'websocket'] : [transport],
      extraHeaders,
      autoConnect: false,
      reconnection: false,
      forceNew: true,
    });
    return new LiveClient(socket);
  }

  /**
   * Connects and waits for the welcome.
   *
   * @throws What refused it: a `ProtocolError`, or the transport's own error.
   */
  static async connect(server: string, options: LiveClientOptions): Promise<LiveClient> {
    const client = LiveClient.prepare(server, options);
    const { socket } = client;
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('welcome', () => resolve());
        socket.once('connect_error', (error: Error & { data?: unknown }) => {
          reject(error.data === undefined ? error : toError(error.data));
        });
        socket.connect();
      });
      return client;
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** What acknowledges a request, whatever was sent. */
  async send(name: string, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve) => this.socket.emit(name, ...args, resolve));
  }

  /** @throws ProtocolError with the code of the answer. */
  async request<N extends LiveRequestName>(name: N, body: LiveRequestBody<N>): Promise<LiveRequestAnswer<N>> {
    const answer = await this.send(name, body);
    if (typeof answer === 'object' && answer !== null && 'error' in answer) throw toError(answer);
    return liveRequests[name].answer.parse(answer) as LiveRequestAnswer<N>;
  }

  /** The first event of this name that fits, heard or yet to come. */
  async event<N extends LiveEventName>(
    name: N,
    fits: (payload: LiveEvent<N>) => boolean = () => true,
  ): Promise<LiveEvent<N>> {
    let found: LiveEvent<N> | undefined;
    await until(`the event ${name}`, () => {
      found = this.all(name).find(fits);
      return found !== undefined;
    });
    return found as LiveEvent<N>;
  }

  all<N extends LiveEventName>(name: N): LiveEvent<N>[] {
    return this.heard.filter((event) => event.name === name).map(({ payload }) => payload as LiveEvent<N>);
  }

  close(): void {
    this.socket.disconnect();
  }
}

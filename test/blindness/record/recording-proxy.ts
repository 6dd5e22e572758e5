import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Every byte of one TCP connection, in both directions. */
export interface RecordedConnection {
  readonly toServer: Buffer;
  readonly fromServer: Buffer;
}

interface Connection {
  readonly toServer: Buffer[];
  readonly fromServer: Buffer[];
}

/** Stands before the server's HTTP port, and keeps what passes. */
export class RecordingProxy {
  readonly port: number;
  readonly origin: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #connections: Connection[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
  }

  static async open(targetPort: number): Promise<RecordingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
    const proxy = new RecordingProxy(server, address.port);
    server.on('connection', (near) => proxy.#accept(near, connect(targetPort, '127.0.0.1')));
    return proxy;
  }

  /** What passed so far. */
  get connections(): RecordedConnection[] {
    return this.#connections.map(({ fromServer, toServer }) => ({
      toServer: Buffer.concat(toServer),
      fromServer: Buffer.concat(fromServer),
    }));
  }

  /** Breaks all connections. Can be called twice. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(near: Socket, far: Socket): void {
    const connection: Connection = { toServer: [], fromServer: [] };
    this.#connections.push(connection);
    near.on('data', (data) => connection.toServer.push(data)).pipe(far);
    far.on('data', (data) => connection.fromServer.push(data)).pipe(near);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}

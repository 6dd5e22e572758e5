import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** The network between browsers and the server's HTTP port, which a test can cut. */
export class TcpProxy {
  readonly origin: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: 'open' | 'severed' | 'silent' = 'open';

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${port}`;
  }

  static async open(targetPort: number): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
    const proxy = new TcpProxy(server, address.port);
    server.on('connection', (socket) => proxy.#accept(socket, targetPort));
    return proxy;
  }

  /** Breaks all connections and refuses new ones. */
  sever(): void {
    this.#state = 'severed';
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Holds every byte back, in both directions; nobody is told. */
  silence(): void {
    this.#state = 'silent';
    for (const socket of this.#sockets) socket.pause();
  }

  /** Ends the cut. What was held back goes on. */
  restore(): void {
    this.#state = 'open';
    for (const socket of this.#sockets) socket.resume();
  }

  async close(): Promise<void> {
    this.sever();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(near: Socket, targetPort: number): void {
    this.#follow(near);
    if (this.#state === 'severed') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    this.#follow(far);
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => near.write(data));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    if (this.#state === 'silent') {
      near.pause();
      far.pause();
    }
  }

  #follow(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

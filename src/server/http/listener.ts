import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { ListenError } from '../network/listen-error.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The setting that names the port, for error messages. */
  readonly setting: string;
}

/** One port of a server: opens it, and closes it without cutting answers off. */
export class Listener {
  readonly server: Server;
  readonly #options: ListenerOptions;
  /** Every connection, as TCP sees it. */
  readonly #sockets = new Set<Socket>();
  /**
   * Connections without a request so far. Browsers open some in advance, and Node does not count them as
   * idle.
   */
  readonly #silent = new Set<Socket>();
  #closing: Promise<void> | undefined;

  /** @param server Not listening yet. */
  constructor(server: Server, options: ListenerOptions) {
    this.server = server;
    this.#options = options;
    // Longer than the usual proxies keep idle connections, so that none sends into a closing one.
    server.keepAliveTimeout = 65_000;
    server.headersTimeout = 15_000;
    server.requestTimeout = 30_000;
    server.on('connection', (socket: Socket) => track(socket, this.#sockets));
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) =>
      track(socket, this.#silent),
    );
    server.on('upgrade', ({ socket }) => this.#silent.delete(socket));
    server.on('request', ({ socket }, response) => {
      this.#silent.delete(socket);
      response.once('close', () => {
        if (this.#closing !== undefined) setImmediate(() => server.closeIdleConnections());
      });
    });
  }

  /** @throws {@link ListenError} */
  async listen(): Promise<AddressInfo> {
    const { host } = this.#options;
    try {
      return await this.#open(host);
    } catch (error) {
      const unsupported = error instanceof ListenError && error.code === 'EAFNOSUPPORT';
      // Where IPv6 is switched off, all addresses are those of IPv4.
      if (unsupported && host === '::') return await this.#open('0.0.0.0');
      throw error;
    }
  }

  /**
   * Takes no new connections, ends the idle ones, lets answers finish and cuts whatever is left when the
   * time is up, WebSockets among it. May be called twice.
   */
  close(graceSeconds: number): Promise<void> {
    this.#closing ??= this.#close(graceSeconds);
    return this.#closing;
  }

  #open(host: string): Promise<AddressInfo> {
    const { port, setting } = this.#options;
    return new Promise((resolve, reject) => {
      const onError = (error: unknown) => reject(new ListenError(setting, host, port, error));
      this.server.once('error', onError);
      this.server.listen({ host, port }, () => {
        this.server.off('error', onError);
        const address = this.server.address();
        if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
        else resolve(address);
      });
    });
  }

  async #close(graceSeconds: number): Promise<void> {
    if (!this.server.listening) return;
    const deadline = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, graceSeconds * 1000);
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeIdleConnections();
      for (const socket of this.#silent) socket.destroy();
    });
    clearTimeout(deadline);
  }
}

function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

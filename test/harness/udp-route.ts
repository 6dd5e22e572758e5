import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/**
 * The way of media between browsers and one worker's UDP port, which a test can cut. A worker announces
 * its own port only, so the route has the same port on another address.
 */
export class UdpRoute {
  readonly #near: Socket;
  /** One socket towards the worker for each browser's port, so that answers find back. */
  readonly #far = new Map<string, Socket>();
  #isCut = false;
  #isClosed = false;

  private constructor(near: Socket, target: { address: string; port: number }) {
    this.#near = near;
    near.on('message', (message, { address, port }) => {
      if (!this.#isCut) this.#farSocket(address, port).send(message, target.port, target.address);
    });
  }

  /** @param target Where the worker listens. */
  static async open(address: string, target: { address: string; port: number }): Promise<UdpRoute> {
    const near = createSocket('udp4');
    near.bind(target.port, address);
    await once(near, 'listening');
    return new UdpRoute(near, target);
  }

  /** Loses every packet in both directions. */
  cut(): void {
    this.#isCut = true;
  }

  restore(): void {
    this.#isCut = false;
  }

  /** Can be called twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const socket of [this.#near, ...this.#far.values()]) socket.close();
  }

  #farSocket(address: string, port: number): Socket {
    const key = `${address}:${port}`;
    const known = this.#far.get(key);
    if (known !== undefined) return known;
    const socket = createSocket('udp4');
    socket.on('message', (message) => {
      if (!this.#isCut && !this.#isClosed) this.#near.send(message, port, address);
    });
    // A worker that is gone answers with ICMP errors, which are no concern of the route.
    socket.on('error', () => undefined);
    this.#far.set(key, socket);
    return socket;
  }
}

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { RandomHistory } from '../simulation/random-history.ts';

/**
 * The way of media between browsers and one worker's UDP port, which a test can cut or make lossy. A worker announces
 * its own port only, so the route has the same port on another address.
 */
export class UdpRoute {
  readonly #near: Socket;
  /** One socket towards the worker for each browser's port, so that answers find back. */
  readonly #far = new Map<string, Socket>();
  /** Which packets are lost is the same in each run, as far as they are. */
  readonly #chance = new RandomHistory(1);
  /** From 0 to 1. */
  #loss = 0;
  #lost = 0;
  #isClosed = false;

  private constructor(near: Socket, target: { address: string; port: number }) {
    this.#near = near;
    near.on('message', (message, { address, port }) => {
      if (this.#passes()) this.#farSocket(address, port).send(message, target.port, target.address);
    });
  }

  /** @param target Where the worker listens. */
  static async open(address: string, target: { address: string; port: number }): Promise<UdpRoute> {
    const near = createSocket('udp4');
    near.bind(target.port, address);
    await once(near, 'listening');
    return new UdpRoute(near, target);
  }

  /** How many packets were lost so far. */
  get lost(): number {
    return this.#lost;
  }

  /** Loses this share of the packets, from 0 to 1, in each direction. */
  lose(share: number): void {
    this.#loss = share;
  }

  /** Loses every packet in both directions. */
  cut(): void {
    this.lose(1);
  }

  restore(): void {
    this.lose(0);
  }

  /** Can be called twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const socket of [this.#near, ...this.#far.values()]) socket.close();
  }

  #passes(): boolean {
    const isLost = this.#chance.chance(this.#loss);
    if (isLost) this.#lost += 1;
    return !isLost;
  }

  #farSocket(address: string, port: number): Socket {
    const key = `${address}:${port}`;
    const known = this.#far.get(key);
    if (known !== undefined) return known;
    const socket = createSocket('udp4');
    socket.on('message', (message) => {
      if (!this.#isClosed && this.#passes()) this.#near.send(message, port, address);
    });
    // A worker that is gone answers with ICMP errors, which are no concern of the route.
    socket.on('error', () => undefined);
    this.#far.set(key, socket);
    return socket;
  }
}

import type { types } from 'mediasoup-client';
import { type IceTrouble, restartDelay } from './ice-recovery.ts';

/** Restarts the ICE of one transport for as long as it has no route. */
export class IceWatch {
  readonly #transport: types.Transport;
  readonly #restart: () => Promise<void>;
  readonly #onState = (): void => this.#review();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #restarts = 0;
  #restarting = false;
  #closed = false;

  /** @param restart Asks for new ICE parameters and applies them. It may fail: it is tried again. */
  constructor(transport: types.Transport, restart: () => Promise<void>) {
    this.#transport = transport;
    this.#restart = restart;
    transport.on('connectionstatechange', this.#onState);
  }

  /** Restarts at once, because the addresses that ICE found may be gone. */
  networkChanged(): void {
    if (this.#transport.connectionState === 'new') return;
    this.#restarts = 0;
    this.#schedule('network-changed');
  }

  /** Restarts at once what is still broken: earlier attempts could not be signalled. */
  signallingRestored(): void {
    this.#restarts = 0;
    this.#review();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#transport.off('connectionstatechange', this.#onState);
  }

  #review(): void {
    const state = this.#transport.connectionState;
    if (state === 'connected') {
      this.#restarts = 0;
      clearTimeout(this.#timer);
    } else if (state === 'disconnected' || state === 'failed') this.#schedule(state);
  }

  #schedule(trouble: IceTrouble): void {
    if (this.#closed || this.#restarting) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), restartDelay(trouble, this.#restarts));
  }

  async #run(): Promise<void> {
    this.#restarting = true;
    this.#restarts += 1;
    await this.#restart();
    this.#restarting = false;
    if (this.#closed || this.#transport.connectionState === 'connected') return;
    this.#schedule('still-broken');
  }
}

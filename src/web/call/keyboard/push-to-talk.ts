import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Microphone } from '../../../client/api.ts';

/** Opens a muted microphone for as long as a key is held. */
export class PushToTalk {
  readonly #microphone: Pick<Microphone, 'muted' | 'setMuted'>;
  readonly #talking = signal(false);

  constructor(microphone: Pick<Microphone, 'muted' | 'setMuted'>) {
    this.#microphone = microphone;
  }

  get talking(): ReadonlySignal<boolean> {
    return this.#talking;
  }

  /** @returns Whether the key means "talk" now. */
  press(): boolean {
    if (this.#talking.value) return true;
    if (!this.#microphone.muted.value) return false;
    this.#talking.value = true;
    this.#microphone.setMuted(false);
    return true;
  }

  /** The key is up, or the window has lost the keyboard. */
  release(): void {
    if (!this.#talking.value) return;
    this.#talking.value = false;
    this.#microphone.setMuted(true);
  }

  /** The person unmutes for good while holding the key. */
  forget(): void {
    this.#talking.value = false;
  }
}

import { type ReadonlySignal, signal } from '@preact/signals-core';

/** Knows whether the browser refuses sound until the person touches the page, and starts it then. */
export class SoundGate {
  readonly #blocked = signal(false);
  readonly #waiting = new Set<HTMLMediaElement>();

  get blocked(): ReadonlySignal<boolean> {
    return this.#blocked;
  }

  async play(element: HTMLMediaElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // An element that was taken away while it started has nothing left to play.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      this.#waiting.add(element);
      this.#blocked.value = true;
    }
  }

  forget(element: HTMLMediaElement): void {
    this.#waiting.delete(element);
    this.#blocked.value = this.#waiting.size > 0;
  }

  /** To be called from a press, which is what the browser waits for. */
  open(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#blocked.value = false;
    for (const element of waiting) void this.play(element);
  }
}

import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';

const patience = 3000;

/** Whether the controls are seen: they go 3 s after the last sign of the person, but never while held. */
export class BarVisibility {
  /** Told by the view, in CSS pixels. */
  readonly height: Signal<number> = signal(0);
  /** The height that the controls take at present: none while they are hidden. */
  readonly presentHeight: ReadonlySignal<number> = computed(() =>
    this.#visible.value ? this.height.value : 0,
  );
  readonly #visible = signal(true);
  readonly #holds = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.wake();
  }

  get visible(): ReadonlySignal<boolean> {
    return this.#visible;
  }

  /** A pointer moved or a key went down. */
  wake(): void {
    this.#visible.value = true;
    clearTimeout(this.#timer);
    if (this.#holds.size > 0) return;
    this.#timer = setTimeout(() => {
      this.#visible.value = false;
    }, patience);
  }

  /** Keeps the controls while a reason lasts: a focus inside them, an open sheet. */
  hold(reason: string, lasts: boolean): void {
    if (lasts) this.#holds.add(reason);
    else this.#holds.delete(reason);
    this.wake();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

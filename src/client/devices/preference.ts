import { type Signal, signal } from '@preact/signals-core';
import type { PreferenceStore } from '../api.ts';

/** One remembered choice. A store that is full, blocked or absent only means that nothing is remembered. */
export class Preference {
  readonly #store: PreferenceStore | undefined;
  readonly #key: string;
  readonly value: Signal<string | undefined>;

  constructor(store: PreferenceStore | undefined, key: string) {
    this.#store = store;
    this.#key = key;
    this.value = signal(attempt(() => store?.getItem(key)) ?? undefined);
  }

  choose(value: string): void {
    this.value.value = value;
    attempt(() => this.#store?.setItem(this.#key, value));
  }
}

/** The browser's own store, where the page may use it. */
export function browserStore(): PreferenceStore | undefined {
  return attempt(() => globalThis.localStorage);
}

/** Browsers that block site data throw at the mere mention of `localStorage`. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

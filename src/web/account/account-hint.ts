import { effect, type ReadonlySignal, signal } from '@preact/signals-core';
import { z } from 'zod';
import type { AccountState } from '../app/services.ts';

const hintSchema = z.object({ handle: z.string(), displayName: z.string() });

/** Whose account this browser was last logged in to. */
export type AccountHint = z.infer<typeof hintSchema>;

const key = 'sottovoce.account';

/**
 * Who is logged in here, as far as is known without asking the server: what the first page shows, before the library
 * of accounts is loaded, and whether it needs to be.
 */
export class AccountHints {
  readonly #storage: Storage;
  readonly #hint;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#hint = signal(read(storage));
  }

  get hint(): ReadonlySignal<AccountHint | undefined> {
    return this.#hint;
  }

  /** Follows what the library of accounts finds out. */
  follow(state: ReadonlySignal<AccountState>): () => void {
    return effect(() => {
      const { value } = state;
      if (value.kind === 'signed-in') this.#write({ handle: value.handle, displayName: value.displayName });
      if (value.kind === 'signed-out') this.#write(undefined);
    });
  }

  #write(hint: AccountHint | undefined): void {
    this.#hint.value = hint;
    try {
      if (hint === undefined) this.#storage.removeItem(key);
      else this.#storage.setItem(key, JSON.stringify(hint));
    } catch (error) {
      // A full or forbidden store shows the way to log in at the next visit, until the server was asked.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function read(storage: Storage): AccountHint | undefined {
  const text = storage.getItem(key);
  if (text === null) return undefined;
  try {
    return hintSchema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

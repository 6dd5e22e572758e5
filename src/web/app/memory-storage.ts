/** A `Storage` that lasts as long as the page, for browsers that refuse one that lasts longer. */
export class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }

  clear(): void {
    this.#items.clear();
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

/** The browser's own store, or one in memory where the browser refuses it (as some do in private windows). */
export function openStorage(open: () => Storage): Storage {
  try {
    return open();
  } catch (error) {
    if (error instanceof DOMException) return new MemoryStorage();
    throw error;
  }
}

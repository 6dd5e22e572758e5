/** One tab of a browser is in a room's call at a time: it holds the room's claim. */
export interface TabClaim {
  /** Whether another tab is in the call. */
  isHeldElsewhere(): Promise<boolean>;
  /**
   * Takes the claim for this tab.
   *
   * @param how `if-free` gives way to another tab; `by-force` takes it from there.
   * @param onLost Called once when another tab takes it from here.
   * @returns Whether this tab holds the claim now.
   */
  take(how: 'if-free' | 'by-force', onLost: () => void): Promise<boolean>;
  release(): void;
}

/** Claims by the Web Locks of the browser: they vanish with their tab, however it ends. */
export class LockTabClaim implements TabClaim {
  readonly #name: string;
  readonly #locks: LockManager;
  #release: (() => void) | undefined;

  constructor(roomId: string, locks: LockManager) {
    this.#name = `sottovoce.call.${roomId}`;
    this.#locks = locks;
  }

  async isHeldElsewhere(): Promise<boolean> {
    if (this.#release !== undefined) return false;
    const { held = [] } = await this.#locks.query();
    return held.some((lock) => lock.name === this.#name);
  }

  take(how: 'if-free' | 'by-force', onLost: () => void): Promise<boolean> {
    if (this.#release !== undefined) return Promise.resolve(true);
    const options = how === 'if-free' ? { ifAvailable: true } : { steal: true };
    const { promise: taken, resolve, reject } = Promise.withResolvers<boolean>();
    const held = this.#locks.request(this.#name, options, (lock) => {
      resolve(lock !== null);
      if (lock === null) return undefined;
      return new Promise<void>((done) => {
        this.#release = done;
      });
    });
    held.catch((error: unknown) => {
      // A stolen lock ends its request with an AbortError; anything else means it was never taken.
      const wasHeld = this.#release !== undefined;
      this.#release = undefined;
      if (wasHeld) onLost();
      else reject(error);
    });
    return taken;
  }

  release(): void {
    this.#release?.();
    this.#release = undefined;
  }
}

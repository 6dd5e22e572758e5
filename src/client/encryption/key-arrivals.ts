/**
 * How long frames wait for the key of an epoch that their sender came to first; milliseconds. It is that of a commit's
 * way through a slow connection, and short enough that a picture that waited in vain has not frozen for long.
 */
const patience = 1_000;

/**
 * Lets frames wait for the next key.
 *
 * Invariant: while no key arrives, all frames together wait once for {@link patience}, so that frames of an epoch that
 * never comes (anybody on the way can write any epoch into them) cannot hold up the others again and again.
 */
export class KeyArrivals {
  #waiting: { readonly promise: Promise<boolean>; readonly settle: (arrived: boolean) => void } | undefined;

  /** @returns Whether a key came in time. */
  next(): Promise<boolean> {
    if (this.#waiting === undefined) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(false), patience);
      const settle = (arrived: boolean): void => {
        clearTimeout(timer);
        resolve(arrived);
      };
      this.#waiting = { promise, settle };
    }
    return this.#waiting.promise;
  }

  /** A key is there: whoever waits for one looks again. */
  arrived(): void {
    this.#waiting?.settle(true);
    this.#waiting = undefined;
  }
}

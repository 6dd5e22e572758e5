/** Runs what is due in order of time; time jumps from one to the next. Milliseconds. */
export class VirtualTime {
  now = 0;
  readonly #due: { at: number; order: number; run: () => Promise<void> }[] = [];
  #order = 0;

  at(at: number, run: () => Promise<void>): void {
    this.#order += 1;
    this.#due.push({ at: Math.max(at, this.now), order: this.#order, run });
  }

  async runUntil(end: number): Promise<void> {
    while (true) {
      this.#due.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#due[0];
      if (next === undefined || next.at > end) break;
      this.#due.shift();
      this.now = next.at;
      await next.run();
    }
    this.now = end;
  }
}

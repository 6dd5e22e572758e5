/**
 * How long a member may say nothing in the keys of the present epoch before that is strange; milliseconds. Whoever's
 * connection is cut has gone from the room by then: the default of `rooms.resumeWindowSeconds` is 30.
 */
const patience = 45_000;

/**
 * Expects a word of each member now and then, in the keys of the epoch that is present then. A server that splits a call
 * in two halves can keep the halves from hearing each other; it cannot make somebody speak in keys that they do not
 * have, nor does a new epoch give them more time.
 */
export class HeartbeatWatch {
  readonly #missed: () => void;
  /** When each member was last heard, or first expected; milliseconds of `Date.now()`. */
  readonly #heardAt = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param missed Somebody has said nothing for too long. */
  constructor(missed: () => void) {
    this.#missed = missed;
  }

  /** A new epoch with these members. */
  expect(members: readonly string[]): void {
    for (const member of this.#heardAt.keys()) if (!members.includes(member)) this.#heardAt.delete(member);
    for (const member of members) if (!this.#heardAt.has(member)) this.heard(member);
    this.#timer ??= setTimeout(() => this.#judge(), patience);
  }

  /** Nothing could be heard until now. */
  startAnew(): void {
    for (const member of this.#heardAt.keys()) this.heard(member);
  }

  heard(member: string): void {
    this.#heardAt.set(member, Date.now());
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #judge(): void {
    const now = Date.now();
    const times = [...this.#heardAt.values()];
    const first = Math.min(now, ...times);
    // A computer that slept has heard nobody, and its connection tells it so only later.
    if (now >= first + 1.5 * patience) this.startAnew();
    else if (now >= first + patience) {
      this.#missed();
      this.startAnew();
    }
    const next = Math.min(now, ...this.#heardAt.values()) + patience - now;
    this.#timer = setTimeout(() => this.#judge(), Math.max(1_000, next));
  }
}

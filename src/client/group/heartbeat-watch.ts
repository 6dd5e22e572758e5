/**
 * How long a member may say nothing in the keys of the present epoch before that is strange; milliseconds. Whoever's
 * connection is cut has gone from the room by then: the default of `rooms.resumeWindowSeconds` is 30.
 */
const patience = 45_000;

/**
 * Expects a word from each member in each epoch. A server that splits a call in two halves can keep the halves from
 * hearing each other; it cannot make somebody speak in keys that they do not have.
 */
export class HeartbeatWatch {
  readonly #missed: () => void;
  #expected: readonly string[] = [];
  #heard = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;

  /** @param missed Somebody has said nothing for too long. */
  constructor(missed: () => void) {
    this.#missed = missed;
  }

  /** A new epoch with these members. */
  expect(members: readonly string[]): void {
    this.#expected = members;
    this.startAnew();
  }

  /** Nothing could be heard until now. */
  startAnew(): void {
    this.#heard = new Set();
    clearTimeout(this.#timer);
    this.#since = Date.now();
    this.#timer = setTimeout(() => this.#judge(), patience);
  }

  heard(member: string): void {
    this.#heard.add(member);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #judge(): void {
    // A computer that slept has heard nobody, and its connection tells it so only later.
    const hasSlept = Date.now() - this.#since > 1.5 * patience;
    if (!hasSlept && this.#expected.some((member) => !this.#heard.has(member))) this.#missed();
    this.startAnew();
  }
}

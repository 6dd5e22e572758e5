/** So many successive bytes in common are a finding. */
export const windowLength = 8;

/**
 * A window of fewer different bytes is not looked for. Counters, lengths and flags with their zeros look like that on
 * any wire, whatever is sealed; of random windows, one in a thousand million does.
 */
export const fewestDifferentBytes = 4;

/** Reading a global costs much in a realm of its own, such as that of a test runner. */
const { imul } = Math;

export type Found = (owner: number, at: number) => void;

/**
 * All windows of some texts, for finding them in others. A hash table with open addresses, in typed arrays: millions
 * of windows are sought at millions of places.
 */
export class WindowIndex {
  #high = new Uint32Array(2 ** 16);
  #low = new Uint32Array(2 ** 16);
  /** Who owns a window, plus one; 0 where there is none. */
  #owners = new Uint32Array(2 ** 16);
  #size = 0;
  #skipped = 0;
  readonly #exceptions: WindowIndex | undefined;

  /** @param exceptions Windows that are not taken in. */
  constructor(exceptions?: WindowIndex) {
    this.#exceptions = exceptions;
  }

  /** Different windows. */
  get size(): number {
    return this.#size;
  }

  /** Windows that were not taken in: exceptions, or too uniform. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Takes in all windows of a text; one that is there already keeps its owner. */
  add(text: Uint8Array, owner: number): void {
    eachWindow(text, (high, low, at) => {
      const isException = this.#exceptions?.has(high, low) === true;
      if (isException || differentBytes(text, at) < fewestDifferentBytes) this.#skipped += 1;
      else this.#put(high, low, owner + 1);
    });
  }

  /** @param found Is told each place where a window stands, and whose it is. */
  search(bytes: Uint8Array, found: Found): void {
    eachWindow(bytes, (high, low, at) => {
      const owner = this.#owners[this.#slot(high, low)];
      if (owner !== undefined && owner !== 0) found(owner - 1, at);
    });
  }

  has(high: number, low: number): boolean {
    return this.#owners[this.#slot(high, low)] !== 0;
  }

  #put(high: number, low: number, owner: number): void {
    const slot = this.#slot(high, low);
    if (this.#owners[slot] !== 0) return;
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#owners[slot] = owner;
    this.#size += 1;
    if (this.#size * 2 > this.#owners.length) this.#grow();
  }

  /** Where a window stands, or is to be put. */
  #slot(high: number, low: number): number {
    const mask = this.#owners.length - 1;
    let hash = imul(high, 0x9e3779b1) ^ imul(low, 0x85ebca77);
    hash = imul(hash ^ (hash >>> 15), 0xc2b2ae3d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    while (this.#owners[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [high, low, owners] = [this.#high, this.#low, this.#owners];
    this.#high = new Uint32Array(owners.length * 2);
    this.#low = new Uint32Array(owners.length * 2);
    this.#owners = new Uint32Array(owners.length * 2);
    for (const [at, owner] of owners.entries()) {
      if (owner === 0) continue;
      const slot = this.#slot(high[at] ?? 0, low[at] ?? 0);
      this.#high[slot] = high[at] ?? 0;
      this.#low[slot] = low[at] ?? 0;
      this.#owners[slot] = owner;
    }
  }
}

/** Places at which a window can stand. */
export function windowsIn(bytes: Uint8Array): number {
  return Math.max(0, bytes.length - windowLength + 1);
}

function eachWindow(bytes: Uint8Array, visit: (high: number, low: number, at: number) => void): void {
  let high = 0;
  let low = 0;
  for (let end = 0; end < bytes.length; end += 1) {
    high = ((high << 8) | (low >>> 24)) >>> 0;
    low = ((low << 8) | (bytes[end] ?? 0)) >>> 0;
    if (end >= windowLength - 1) visit(high, low, end - windowLength + 1);
  }
}

function differentBytes(text: Uint8Array, start: number): number {
  let different = 0;
  for (let at = start; at < start + windowLength; at += 1) {
    let earlier = start;
    while (text[earlier] !== text[at]) earlier += 1;
    if (earlier === at) different += 1;
  }
  return different;
}

/** How evenly bytes are spread: what is sealed cannot be told from noise. */
export class Randomness {
  readonly #counts = new Float64Array(256);
  #total = 0;

  add(bytes: Uint8Array): void {
    for (const byte of bytes) this.#counts[byte] = (this.#counts[byte] ?? 0) + 1;
    this.#total += bytes.length;
  }

  /** Bytes so far. */
  get total(): number {
    return this.#total;
  }

  /** Shannon's, in bits a byte: 8 at most. */
  get entropy(): number {
    return this.#counts.reduce((sum, count) => {
      const share = count / this.#total;
      return count === 0 ? sum : sum - share * Math.log2(share);
    }, 0);
  }

  /** Pearson's, against equal counts: 255 on average for noise, whatever its amount. */
  get chiSquare(): number {
    const expected = this.#total / 256;
    return this.#counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  }

  /** How many standard deviations of noise's own chi-square this one is off. */
  get deviation(): number {
    return (this.chiSquare - 255) / Math.sqrt(2 * 255);
  }
}

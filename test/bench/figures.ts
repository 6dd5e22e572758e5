/** One measured quantity: every sample is kept, so that a reader of the JSON can judge the spread. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
}

/** What one benchmark found. */
export interface Finding {
  readonly benchmark: string;
  /** How it was measured: what a figure cannot be compared without. */
  readonly conditions: Readonly<Record<string, string | number>>;
  readonly figures: readonly Figure[];
}

/**
 * The value below which a share of the samples lies (nearest rank, so it is always a sample).
 *
 * @param share From 0 to 1.
 * @throws {RangeError} If there is no sample.
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('There are no samples.');
  return value;
}

/** The middle sample, or the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const fromBelow = quantile(samples, 0.5);
  const fromAbove = -quantile(
    samples.map((sample) => -sample),
    0.5,
  );
  return (fromBelow + fromAbove) / 2;
}

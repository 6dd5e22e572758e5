/** The quietest and the loudest that a meter shows, in decibels below full scale. */
const floor = -60;
const ceiling = -10;

/**
 * How loud samples sound, from 0 to 1: linear in decibels, as hearing is.
 *
 * @param samples Between -1 and 1.
 */
export function loudness(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  const decibels = 10 * Math.log10(energy / samples.length);
  return Math.min(1, Math.max(0, (decibels - floor) / (ceiling - floor)));
}

/** Loudest bin below which there is no tone, in decibels of full scale. */
const silence = -60;
/** How far a tone stands out from the median of the spectrum, in decibels. */
const prominence = 25;
/** Range that is searched, in hertz: hum lies below. */
const lowest = 200;
const highest = 4000;
const windowLength = 8192;

/**
 * Finds the one tone that stands out of a recording.
 *
 * @param samples Mono, -1 to 1; the middle of it is looked at.
 * @returns Hertz, or `undefined` for silence, for noise and for what is too short to tell.
 */
export function recogniseTone(samples: Float32Array, sampleRate: number): number | undefined {
  if (samples.length < windowLength) return undefined;
  const start = Math.floor((samples.length - windowLength) / 2);
  const windowed = samples.subarray(start, start + windowLength).map(hann);
  const hertzPerBin = sampleRate / windowLength;
  const first = Math.ceil(lowest / hertzPerBin);
  const count = Math.floor((highest - lowest) / hertzPerBin);
  const levels = Float32Array.from({ length: count }, (_, bin) => decibels(windowed, first + bin));
  const loudest = levels.indexOf(Math.max(...levels));
  const level = levels[loudest] ?? Number.NEGATIVE_INFINITY;
  const median = levels.toSorted()[Math.floor(count / 2)] ?? 0;
  return level > silence && level - median >= prominence ? (first + loudest) * hertzPerBin : undefined;
}

function hann(sample: number, index: number): number {
  return sample * 0.5 * (1 - Math.cos((2 * Math.PI * index) / windowLength));
}

/** The power of one bin of the discrete Fourier transform, after Goertzel; a full-scale sine gives about 0. */
function decibels(samples: Float32Array, bin: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * bin) / samples.length);
  let last = 0;
  let beforeLast = 0;
  for (const sample of samples) {
    const next = sample + coefficient * last - beforeLast;
    beforeLast = last;
    last = next;
  }
  const power = last ** 2 + beforeLast ** 2 - coefficient * last * beforeLast;
  return 10 * Math.log10(power / (samples.length / 4) ** 2);
}

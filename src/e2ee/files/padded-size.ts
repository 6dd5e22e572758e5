/** Below it all contents are equally long. */
const smallest = 256;

/**
 * How long a content is once it is padded, by Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted
 * Files and Communication with PURBs", section 4): at most 12% longer, and its length tells only O(log log size)
 * bits of the true one.
 *
 * @param size In bytes; a safe integer.
 */
export function paddedSize(size: number): number {
  if (size <= smallest) return smallest;
  const exponent = bitLength(size) - 1;
  // A power of two, and so exact: bits of an integer would end at 2^31.
  const step = 2 ** (exponent - bitLength(exponent));
  return Math.ceil(size / step) * step;
}

function bitLength(value: number): number {
  return value.toString(2).length;
}

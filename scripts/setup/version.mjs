/**
 * @param {string} version Such as `v22.18.0`, `22.18` or `20.20.2-nightly`.
 * @returns {[number, number, number]}
 * @throws {RangeError} If it does not begin with a number.
 */
export function parseVersion(version) {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version.trim());
  if (!match) throw new RangeError(`"${version}" is no version`);
  return [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}

/**
 * @param {string} range A range of the one form that package.json's `engines.node` has here: `>=22.18`.
 * @returns {string} The least version in it.
 * @throws {RangeError} For any other form.
 */
export function leastVersion(range) {
  const match = /^>=\s*(\d+(?:\.\d+){0,2})$/.exec(range.trim());
  if (!match?.[1]) throw new RangeError(`"${range}" is not of the form ">=22.18"`);
  return match[1];
}

/**
 * @param {string} version
 * @param {string} least
 * @returns {boolean} Whether `version` is `least` or newer.
 */
export function isAtLeast(version, least) {
  const [major, minor, patch] = parseVersion(version);
  const [leastMajor, leastMinor, leastPatch] = parseVersion(least);
  if (major !== leastMajor) return major > leastMajor;
  if (minor !== leastMinor) return minor > leastMinor;
  return patch >= leastPatch;
}

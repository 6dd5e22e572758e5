/** A secret under its name, as it must be found nowhere. */
export interface Needle {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** So many bytes in a row are no coincidence. */
const window = 8;

/**
 * Looks for secrets in what a device gives away: as bytes and in hexadecimal, and within whatever reads as base64 or
 * base64url, a JSON token's parts included.
 *
 * @returns The names of those of which 8 bytes in a row were found.
 */
export function leaksIn(haystack: string, needles: readonly Needle[]): string[] {
  const raw = Buffer.from(haystack, 'utf8');
  const runs = haystack.match(/[A-Za-z0-9+/_-]{8,}/g) ?? [];
  // A run may begin amid other text: each of four offsets is another way to read it.
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64url')),
  );
  const hexadecimal = (haystack.match(/[0-9a-fA-F]{16,}/g) ?? []).flatMap((run) =>
    [0, 1].map((from) => Buffer.from(run.slice(from), 'hex')),
  );
  const places = [raw, ...decoded, ...hexadecimal];
  return needles
    .filter(({ bytes }) => windowsOf(bytes).some((part) => places.some((place) => place.includes(part))))
    .map(({ name }) => name);
}

function windowsOf(bytes: Uint8Array): Buffer[] {
  return Array.from({ length: bytes.length - window + 1 }, (_, at) =>
    Buffer.from(bytes.slice(at, at + window)),
  );
}

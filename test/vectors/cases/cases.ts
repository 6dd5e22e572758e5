/** Numbers have few bytes, bigints eight. */
type Value = Buffer | bigint | number | boolean | readonly Value[] | { readonly [field: string]: Value };

interface Fields {
  readonly [field: string]: Value;
}

/** One layout's part of the file. */
export interface Layout {
  readonly vectors: readonly { readonly name: string; readonly in: Fields; readonly out: Fields }[];
  /** What whoever reads this layout is to refuse, and why. */
  readonly refused: readonly { readonly name: string; readonly in: Fields; readonly reason: string }[];
}

/** As it stands in the file: every value in hexadecimal, every other string as it is. */
export function toFile(layouts: Readonly<Record<string, Layout>>): unknown {
  const part = <T extends { in: Fields }>(entry: T) =>
    Object.fromEntries(
      Object.entries(entry).map(([field, value]) => [field, typeof value === 'string' ? value : hex(value)]),
    );
  return Object.fromEntries(
    Object.entries(layouts).map(([name, { vectors, refused }]) => [
      name,
      { vectors: vectors.map(part), refused: refused.map(part) },
    ]),
  );
}

function hex(value: Value): unknown {
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (typeof value === 'bigint') return value.toString(16).padStart(16, '0');
  if (typeof value === 'number' || typeof value === 'boolean') {
    const digits = Number(value).toString(16);
    return digits.padStart(digits.length + (digits.length % 2), '0');
  }
  if (isList(value)) return value.map(hex);
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, hex(inner)]));
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** `length` bytes that tell their place: a swapped or shifted one shows. */
export function counting(length: number, from = 0, step = 1): Buffer {
  return Buffer.from(Array.from({ length }, (_, at) => (from + at * step) % 256));
}

export function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
  return changed;
}

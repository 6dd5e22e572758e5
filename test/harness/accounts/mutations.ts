const junk = [
  undefined,
  null,
  5,
  -1,
  1.5,
  true,
  [],
  {},
  '',
  '!',
  'x'.repeat(6000),
  'A'.repeat(45),
  'ä'.repeat(22),
  '\u0000',
];

/** Every body that differs from a valid one in one member, with its path. */
export function* mutations(
  body: unknown,
  path: readonly string[] = [],
): Generator<[path: string, body: unknown]> {
  if (path.length > 0) {
    for (const value of junk) yield [`${path.join('.')} = ${JSON.stringify(value)?.slice(0, 12)}`, value];
  }
  if (typeof body !== 'object' || body === null) return;
  if (Array.isArray(body)) {
    const [first, ...rest] = body;
    for (const [at, changed] of mutations(first, [...path, '0'])) yield [at, [changed, ...rest]];
    return;
  }
  for (const [key, member] of Object.entries(body)) {
    for (const [at, changed] of mutations(member, [...path, key])) yield [at, { ...body, [key]: changed }];
  }
}

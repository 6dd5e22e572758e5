import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allVectors } from './cases/all.ts';
import { readVectorFile } from './vector-file.ts';

describe('the reference', () => {
  it('computes docs/e2ee-vectors.json', () => {
    expect(readVectorFile()).toEqual(allVectors());
  });

  it.each(['reference', 'cases'])('knows no code but Node’s and its own: %s', (folder) => {
    const path = new URL(`${folder}/`, import.meta.url);
    const imported = readdirSync(path).flatMap((name) =>
      Array.from(
        readFileSync(new URL(name, path), 'utf8').matchAll(/\b(?:from |import |import\()'([^']+)'/g),
        ([, from = '']) => from,
      ),
    );
    expect(imported.length).toBeGreaterThan(0);
    expect(
      imported.filter((from) => !/^(node:crypto|\.\/[\w-]+\.ts|\.\.\/reference\/[\w-]+\.ts)$/.test(from)),
    ).toEqual([]);
  });
});

import { expect, it } from '@jest/globals';
import { allVectors } from './cases/all.ts';
import { readVectorFile } from './vector-file.ts';

it('docs/e2ee-vectors.json is what a second implementation, over Node’s own crypto, computes', () => {
  expect(readVectorFile()).toEqual(allVectors());
});

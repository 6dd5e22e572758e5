/**
 * Writes docs/e2ee-vectors.json anew, by the reference: `node test/vectors/write.ts`, then `npm run format`. Vectors
 * that others may have checked against do not change: a difference in one is a change of the wire format.
 */
import { writeFileSync } from 'node:fs';
import { allVectors } from './cases/all.ts';

const file = new URL('../../docs/e2ee-vectors.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(allVectors(), undefined, 2)}\n`);

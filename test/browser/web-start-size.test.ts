import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';

jest.setTimeout(120_000);

const root = fileURLToPath(new URL('../../', import.meta.url));
const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    src: z.string().optional(),
    imports: z.array(z.string()).default([]),
    dynamicImports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof manifestSchema>;

/** A chunk and all that it cannot start without. */
function closure(manifest: Manifest, key: string, found = new Set<string>()): Set<string> {
  if (found.has(key)) return found;
  found.add(key);
  for (const needed of manifest[key]?.imports ?? []) closure(manifest, needed, found);
  return found;
}

describe('the start page', () => {
  let folder: string;
  let manifest: Manifest;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sottovoce-web-'));
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    await promisify(execFile)(process.execPath, [vite, 'build', '--manifest', '--outDir', folder], {
      cwd: root,
    });
    manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('loads less than 150 kB of script, gzipped, in either language', async () => {
    for (const language of ['i18n/en.ts', 'i18n/it.ts']) {
      const chunks = new Set([...closure(manifest, 'index.html'), language]);
      const sizes = [...chunks].map(async (key) => {
        const file = manifest[key]?.file ?? '';
        return file.endsWith('.js') ? gzipSync(await readFile(join(folder, file))).length : 0;
      });
      const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      // React alone is more: were it not found, nothing would have been measured.
      expect(total).toBeGreaterThan(50_000);
      expect(total).toBeLessThan(150_000);
    }
  });

  it('leaves the call and its library for later', () => {
    const loaded = [...closure(manifest, 'index.html')].map((key) => manifest[key]?.src ?? key);
    expect(loaded.filter((source) => /room-page|client\/index|mediasoup/.test(source))).toEqual([]);
  });
});

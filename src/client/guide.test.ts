import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';

// A type check of everything that the example imports, on a machine that may be busy.
jest.setTimeout(180_000);

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Code without the layout that quoting it elsewhere changes. */
const squeezed = (code: string): string => code.replace(/\s+/g, ' ').trim();

describe('docs/client.md', () => {
  it('quotes the example', async () => {
    const guide = await readFile(`${root}docs/client.md`, 'utf8');
    const example = squeezed(await readFile(`${root}docs/examples/call/main.ts`, 'utf8'));
    const quotes = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => squeezed(code));
    expect(quotes.length).toBeGreaterThan(3);
    for (const quote of quotes) expect(example).toContain(quote);
  });
});

describe('docs/examples/call', () => {
  it('fits the library', async () => {
    const project = 'docs/examples/call/tsconfig.json';
    const { stdout } = await run(process.execPath, ['node_modules/.bin/tsc', '--project', project], {
      cwd: root,
    });
    expect(stdout).toBe('');
  });
});

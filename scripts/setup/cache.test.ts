import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cacheDirectory, distributionName, hashFiles } from './cache.mjs';

describe('the cache folder', () => {
  it('is SOTTOVOCE_CACHE, else in the XDG cache, else in ~/.cache', () => {
    const home = { HOME: '/home/ada' };
    expect(cacheDirectory({ ...home, XDG_CACHE_HOME: '/var/cache/ada', SOTTOVOCE_CACHE: '/srv/cache' })).toBe(
      '/srv/cache',
    );
    expect(cacheDirectory({ ...home, XDG_CACHE_HOME: '/var/cache/ada' })).toBe('/var/cache/ada/sottovoce');
    expect(cacheDirectory(home)).toBe('/home/ada/.cache/sottovoce');
  });
});

describe('a hash of files', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sottovoce-cache-test-'));
    mkdirSync(join(root, 'recipe', 'include'), { recursive: true });
    writeFileSync(join(root, 'recipe', 'build'), 'one');
    writeFileSync(join(root, 'recipe', 'include', 'header'), 'two');
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('changes with a content, a name and an addition', () => {
    const before = hashFiles(root, ['recipe']);
    writeFileSync(join(root, 'recipe', 'build'), 'ONE');
    const changed = hashFiles(root, ['recipe']);
    renameSync(join(root, 'recipe', 'build'), join(root, 'recipe', 'make'));
    const renamed = hashFiles(root, ['recipe']);
    writeFileSync(join(root, 'recipe', 'more'), '');
    const added = hashFiles(root, ['recipe']);
    expect(new Set([before, changed, renamed, added]).size).toBe(4);
  });

  it('does not depend on the order of the paths, on where the root lies, or on unit tests', () => {
    const before = hashFiles(root, ['recipe/build', 'recipe/include']);
    writeFileSync(join(root, 'recipe', 'include', 'header.test.ts'), 'test');
    expect(hashFiles(root, ['recipe/include', 'recipe/build'])).toBe(before);
    expect(hashFiles(join(root, 'recipe'), ['build', 'include'])).not.toBe(before);
  });

  it('takes a path that does not exist as absent', () => {
    expect(hashFiles(root, ['recipe', 'missing'])).toBe(hashFiles(root, ['recipe']));
  });
});

describe('the name of the distribution', () => {
  it('is its identifier and version', () => {
    expect(
      distributionName('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'),
    ).toBe('debian12');
    expect(distributionName('ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n')).toBe('ubuntu24.04');
  });

  it('lacks the version in a rolling release, and is "linux" where nothing is said', () => {
    expect(distributionName('ID=debian\n')).toBe('debian');
    expect(distributionName('')).toBe('linux');
  });
});

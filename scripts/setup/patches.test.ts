import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { filesOf, nextStep, readPatchState } from './patches.mjs';

describe('what node_modules needs', () => {
  it.each([
    ['nothing if all is locked and patched', { applied: 'a', wanted: 'a' }, 'nothing'],
    ['patches if it was installed without them', { applied: undefined, wanted: 'a' }, 'patch'],
    ['a clean installation if a patch or a patched file changed', { applied: 'b', wanted: 'a' }, 'install'],
    [
      'an installation if a package differs',
      { difference: 'node_modules/a is missing', applied: 'a', wanted: 'a' },
      'install',
    ],
  ])('is %s', (_case, found, step) => {
    expect(nextStep({ difference: undefined, ...found })).toBe(step);
  });
});

describe('patches', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const names = readdirSync('patches');

  it('name the files that they change', () => {
    const patch =
      'diff --git a/node_modules/a/b.js b/node_modules/a/b.js\n--- a/x\n+++ b/node_modules/a/b.js\n';
    expect(filesOf(patch)).toEqual(['node_modules/a/b.js']);
  });

  it.each(names)('are for what is locked: %s', (name) => {
    const [, path, version] = /^(.+)\+([^+]+)\.patch$/.exec(name) ?? [];
    expect(packages[`node_modules/${path?.replaceAll('+', '/')}`]?.version).toBe(version);
  });

  it('are applied', () => {
    const { applied, wanted } = readPatchState('.');
    expect(applied).toBe(wanted);
  });
});

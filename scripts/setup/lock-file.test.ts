import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { REVIEWED_INSTALL_SCRIPTS } from './dependencies.mjs';
import { findDifference, missingPlatformPackages } from './lock-file.mjs';

const entry = { version: '1.0.0', integrity: 'sha512-a' };

describe('the difference between the lock file and what is installed', () => {
  it('is none if every locked package is there and nothing else', () => {
    expect(findDifference({ '': {}, 'node_modules/a': entry }, { 'node_modules/a': entry })).toBeUndefined();
  });

  it('does not count an optional package that npm left out', () => {
    expect(findDifference({ 'node_modules/a': { ...entry, optional: true } }, {})).toBeUndefined();
  });

  it.each([
    ['missing', {}],
    ['of another version', { 'node_modules/a': { ...entry, version: '1.0.1' } }],
    ['of another content', { 'node_modules/a': { ...entry, integrity: 'sha512-b' } }],
    ['not alone', { 'node_modules/a': entry, 'node_modules/b': entry }],
  ])('is found if a package is %s', (_case, installed) => {
    expect(findDifference({ 'node_modules/a': entry }, installed)).toMatch(/^node_modules\//);
  });
});

describe('the platform packages that a lock file lacks', () => {
  it('are told with the platform that their names tell', () => {
    const locked = {
      'node_modules/@tool/core': {
        dev: true,
        optionalDependencies: {
          '@tool/core-linux-x64-musl': '1.2.3',
          '@tool/core-win32-arm64-msvc': '1.2.3',
          '@tool/core-linux-arm-gnueabihf': '1.2.3',
        },
      },
    };
    expect(missingPlatformPackages(locked)).toEqual({
      'node_modules/@tool/core-linux-x64-musl': {
        version: '1.2.3',
        cpu: ['x64'],
        libc: ['musl'],
        os: ['linux'],
        dev: true,
        optional: true,
      },
      'node_modules/@tool/core-win32-arm64-msvc': {
        version: '1.2.3',
        cpu: ['arm64'],
        os: ['win32'],
        dev: true,
        optional: true,
      },
      'node_modules/@tool/core-linux-arm-gnueabihf': {
        version: '1.2.3',
        cpu: ['arm'],
        libc: ['glibc'],
        os: ['linux'],
        dev: true,
        optional: true,
      },
    });
  });

  it('do not include one that lies in an outer node_modules', () => {
    const locked = {
      'node_modules/a/node_modules/b': { optionalDependencies: { c: '1.0.0' } },
      'node_modules/c': entry,
    };
    expect(missingPlatformPackages(locked)).toEqual({});
  });
});

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

  it('has the packages of every platform (npm run complete-lock)', () => {
    expect(Object.keys(missingPlatformPackages(packages))).toEqual([]);
  });

  it('has no package whose install script was not reviewed', () => {
    const withScript = Object.keys(packages)
      .filter((path) => packages[path].hasInstallScript)
      .map((path) => path.replace(/^.*node_modules\//, ''));
    expect(withScript.filter((name) => !(name in REVIEWED_INSTALL_SCRIPTS))).toEqual([]);
  });
});

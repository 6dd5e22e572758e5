import { describe, expect, it } from '@jest/globals';
import { notInstalled } from './debian-packages.mjs';

describe('the packages that are missing', () => {
  it('are those that dpkg does not know, or knows as anything but installed', () => {
    const listing =
      'g++ installed\nmeson not-installed\npatch config-files\ndpkg-query: no packages found matching ninja-build\n';
    expect(notInstalled(['g++', 'meson', 'patch', 'ninja-build'], listing)).toEqual([
      'meson',
      'patch',
      'ninja-build',
    ]);
  });
});

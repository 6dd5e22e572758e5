import { describe, expect, it } from '@jest/globals';
import { sourceLines } from './distribution-download.mjs';

const targets = [
  'Debian http://deb.debian.org/debian/ bookworm main',
  'Debian http://deb.debian.org/debian/ bookworm main',
  'Debian http://deb.debian.org/debian-security/ bookworm-security main',
  'Example https://packages.example.com/apt stable main',
  '$(ORIGIN) http://not.fetched.example/ bookworm main',
  '',
].join('\n');

describe('the package lists of our own', () => {
  it("are the distribution's that are in use, each once, signed by the distribution's keys", () => {
    expect(sourceLines('deb-src', targets, () => true)).toEqual([
      'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian/ bookworm main',
      'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian-security/ bookworm-security main',
    ]);
  });

  it("leave the choice of keys to apt where the distribution's are not found", () => {
    expect(sourceLines('deb', targets, () => false)[0]).toBe(
      'deb http://deb.debian.org/debian/ bookworm main',
    );
  });
});

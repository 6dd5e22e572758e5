import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newestBin } from './postgres.mjs';

describe('newestBin', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sottovoce-postgres-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function install(version: string, mode: number): void {
    mkdirSync(join(folder, version, 'bin'), { recursive: true });
    writeFileSync(join(folder, version, 'bin', 'postgres'), '');
    chmodSync(join(folder, version, 'bin', 'postgres'), mode);
  }

  it('is that of the highest number which has a server', () => {
    install('9', 0o755);
    install('15', 0o755);
    install('16', 0o644);
    mkdirSync(join(folder, '17', 'bin'), { recursive: true });
    expect(newestBin(folder)).toBe(join(folder, '15', 'bin'));
  });

  it('is none where there is none', () => {
    expect(newestBin(folder)).toBeUndefined();
    expect(newestBin(join(folder, 'none'))).toBeUndefined();
  });
});

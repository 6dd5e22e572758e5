import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readSecret, secretFile } from './secret.ts';

describe('secret', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-secret-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the configured one where there is one', async () => {
    const secret = 'correct horse battery staple, and more';
    expect(Buffer.from(await readSecret({ secret, dataDirectory: folder })).toString()).toBe(secret);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is made once, of 256 bits, for its owner alone', async () => {
    const config = { secret: null, dataDirectory: path.join(folder, 'deeper', 'data') };
    const first = await readSecret(config);
    expect(first).toHaveLength(32);
    expect(await readSecret(config)).toEqual(first);
    expect((await stat(secretFile(config))).mode & 0o777).toBe(0o600);
  });

  it('is the same for servers that start at the same time', async () => {
    const config = { secret: null, dataDirectory: folder };
    const secrets = await Promise.all(Array.from({ length: 8 }, () => readSecret(config)));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
    expect(await readdir(folder)).toEqual(['secret']);
  });

  it('is not replaced where its file is damaged', async () => {
    const config = { secret: null, dataDirectory: folder };
    await writeFile(secretFile(config), 'short\n');
    await expect(readSecret(config)).rejects.toThrow(/holds no secret/);
    expect(await readFile(secretFile(config), 'utf8')).toBe('short\n');
  });
});

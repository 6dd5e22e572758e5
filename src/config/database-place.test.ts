import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readDatabasePlace } from './database-place.ts';

describe('readDatabasePlace', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-place-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const storage = { database: null, databaseFile: null, connections: 10 };
  const url = 'postgres://calls:hunter2@db.example.org/calls';

  it('is a file in the data directory by default', async () => {
    expect(await readDatabasePlace({ dataDirectory: '/data', storage })).toEqual({
      kind: 'sqlite',
      file: '/data/accounts.sqlite',
    });
  });

  it('is what the settings say, or a file that they name', async () => {
    const postgres = { kind: 'postgres', url, connections: 10 };
    const databaseFile = path.join(folder, 'url');
    await writeFile(databaseFile, `${url}\n`);
    const read = (over: object) =>
      readDatabasePlace({ dataDirectory: '/data', storage: { ...storage, ...over } });
    expect(await read({ database: url })).toEqual(postgres);
    expect(await read({ databaseFile })).toEqual(postgres);
  });

  it('is nowhere where that file is missing or holds something else, which is not repeated', async () => {
    const databaseFile = path.join(folder, 'url');
    const read = readDatabasePlace.bind(undefined, {
      dataDirectory: '/data',
      storage: { ...storage, databaseFile },
    });
    await expect(read()).rejects.toThrow(/cannot be read: .*ENOENT/);
    await writeFile(databaseFile, 'hunter2');
    await expect(read()).rejects.toThrow(/but found something else/);
    await expect(read()).rejects.not.toThrow(/hunter2/);
  });
});

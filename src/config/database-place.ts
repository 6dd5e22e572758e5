import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from './config-error.ts';
import { type Config, isDatabaseUrl } from './schema.ts';

/** Where the accounts are kept. */
export type DatabasePlace =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly connections: number };

/**
 * The database that the settings name, with its address read from its file where it stands in one.
 *
 * @throws {@link ConfigError} where that file cannot be read or holds no such address.
 */
export async function readDatabasePlace({
  dataDirectory,
  storage,
}: Pick<Config, 'dataDirectory' | 'storage'>): Promise<DatabasePlace> {
  const { database, databaseFile, connections } = storage;
  const url = databaseFile === null ? database : await readUrl(databaseFile);
  if (url === null) return { kind: 'sqlite', file: path.join(dataDirectory, 'accounts.sqlite') };
  return { kind: 'postgres', url, connections };
}

async function readUrl(file: string): Promise<string> {
  const refuse = (message: string) =>
    new ConfigError([{ path: 'storage.databaseFile', origin: file, message }]);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const url = text.trim();
  if (!isDatabaseUrl(url))
    throw refuse('expected postgres://USER:PASSWORD@HOST/DATABASE, but found something else.');
  return url;
}

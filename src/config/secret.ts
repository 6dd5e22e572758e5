import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from './schema.ts';

/** Where the server keeps the secret that it made itself. */
export function secretFile({ dataDirectory }: Pick<Config, 'dataDirectory'>): string {
  return path.join(dataDirectory, 'secret');
}

/**
 * The server's secret: the configured one, else the one in the data directory, which is made on first
 * use: 256 random bits, readable by the server's user alone.
 *
 * @returns At least 32 bytes.
 * @throws Where the data directory cannot be written, or the file in it holds no secret.
 */
export async function readSecret(config: Pick<Config, 'dataDirectory' | 'secret'>): Promise<Uint8Array> {
  if (config.secret !== null) return Buffer.from(config.secret, 'utf8');
  const file = secretFile(config);
  const kept = (await readKept(file)) ?? (await makeSecret(file));
  const secret = Buffer.from(kept.trim(), 'base64url');
  if (secret.length < 32) {
    throw new Error(
      `${file} holds no secret. Restore it, or delete it (which makes every room link invalid).`,
    );
  }
  return secret;
}

async function readKept(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function makeSecret(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const secret = `${randomBytes(32).toString('base64url')}\n`;
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, secret, { mode: 0o600, flag: 'wx' });
  try {
    // A link appears whole or not at all and never replaces another: two servers that start at once on one
    // data directory agree on the same secret.
    await link(draft, file);
    return secret;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return await readFile(file, 'utf8');
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function isErrno(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

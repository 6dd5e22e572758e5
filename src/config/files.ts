import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from './config-error.ts';
import { type ConfigFile, loadConfig } from './load.ts';
import type { Config } from './schema.ts';
import type { Environment } from './variables.ts';

const configFolder = fileURLToPath(new URL('../../config/', import.meta.url));

/**
 * Reads the files that apply, least important first: `config/default.yaml`, the overlay that
 * `SOTTOVOCE_ENV` names, and the operator's own (`configFile`, else `SOTTOVOCE_CONFIG`).
 *
 * @throws {@link ConfigError} where one of them is not there or cannot be read.
 */
export async function readConfigFiles({
  env,
  configFile = env.SOTTOVOCE_CONFIG,
}: {
  env: Environment;
  configFile?: string | undefined;
}): Promise<ConfigFile[]> {
  const files = [await readShipped('default')];
  const environment = env.SOTTOVOCE_ENV;
  if (environment !== undefined && environment !== '') {
    const known = await environments();
    if (!known.includes(environment)) {
      const message = `expected one of ${known.join(', ')}, but found "${environment}".`;
      throw new ConfigError([{ path: '', origin: 'SOTTOVOCE_ENV', message }]);
    }
    files.push(await readShipped(environment));
  }
  if (configFile !== undefined && configFile !== '') files.push(await readOwn(configFile));
  return files;
}

/**
 * Reads and checks the whole configuration.
 *
 * @throws {@link ConfigError} naming every problem.
 */
export async function readConfig(
  options: { env?: Environment; configFile?: string | undefined } = {},
): Promise<Config> {
  const { env = process.env, configFile } = options;
  return loadConfig({ env, files: await readConfigFiles({ env, configFile }) });
}

/** The names that `SOTTOVOCE_ENV` may take. */
export async function environments(): Promise<string[]> {
  const names = await readdir(configFolder);
  return names
    .filter((name) => name.endsWith('.yaml') && name !== 'default.yaml')
    .map((name) => path.basename(name, '.yaml'))
    .sort();
}

async function readShipped(name: string): Promise<ConfigFile> {
  const file = path.join(configFolder, `${name}.yaml`);
  return { name: `config/${name}.yaml`, text: await readFile(file, 'utf8') };
}

async function readOwn(file: string): Promise<ConfigFile> {
  try {
    return { name: file, text: await readFile(file, 'utf8') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ path: '', origin: file, message: `cannot be read: ${why}` }]);
  }
}

import { stringify } from 'yaml';
import { readConfig } from '../config/files.ts';
import type { Config } from '../config/schema.ts';

/** Prints the configuration in force. */
export async function printConfig(configFile: string | undefined, json: boolean): Promise<void> {
  const shown = withoutSecrets(await readConfig({ configFile }));
  process.stdout.write(json ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown));
}

const redacted = '[redacted]';

function withoutSecrets(config: Config): Config {
  const { secret, storage } = config;
  return {
    ...config,
    secret: secret === null ? null : redacted,
    storage: { ...storage, database: storage.database === null ? null : redacted },
  };
}

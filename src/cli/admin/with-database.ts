import { pino } from 'pino';
import { Registry } from 'prom-client';
import { readDatabasePlace } from '../../config/database-place.ts';
import { readConfig } from '../../config/files.ts';
import type { Config } from '../../config/schema.ts';
import { Database } from '../../server/storage/database.ts';
import { StorageMetrics } from '../../server/storage/storage-metrics.ts';
import { AdminError } from './admin-error.ts';

/**
 * Does something with the database that the settings name, also while a server uses it.
 *
 * @throws AdminError where it cannot be reached.
 */
export async function withDatabase(
  configFile: string | undefined,
  act: (database: Database, config: Config) => Promise<void>,
): Promise<void> {
  const config = await readConfig({ configFile });
  const database = new Database({
    place: await readDatabasePlace(config),
    metrics: new StorageMetrics(new Registry()),
    logger: pino({ level: 'silent' }),
  });
  try {
    await database.start();
    const problem = await database.check();
    if (problem !== undefined) throw new AdminError(problem);
    await act(database, config);
  } finally {
    await database.close();
  }
}

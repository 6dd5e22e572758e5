import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { describeKilledServer, slowKills } from '../harness/messenger/killed-server.ts';
import { ServerProcess } from '../harness/server-process.ts';
import { PostgresServer } from '../harness/storage/postgres-server.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(30 * 60_000);

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await PostgresServer.start();
});
afterAll(() => postgres?.close());

describe('a server over PostgreSQL that is killed again and again', () => {
  describeKilledServer({
    start: async () => ServerProcess.start({ storage: { database: await postgres.createDatabase() } }),
    kills: slowKills,
  });
});

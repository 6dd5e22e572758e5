import { describe, jest } from '@jest/globals';
import { describeKilledServer, slowKills } from '../harness/messenger/killed-server.ts';
import { ServerProcess } from '../harness/server-process.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(30 * 60_000);

describe('a server over SQLite that is killed again and again', () => {
  describeKilledServer({ start: () => ServerProcess.start(), kills: slowKills });
});

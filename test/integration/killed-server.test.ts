import { describe, jest } from '@jest/globals';
import { describeKilledServer } from '../harness/messenger/killed-server.ts';
import { ServerProcess } from '../harness/server-process.ts';

// Generous, for it only bounds a failure.
jest.setTimeout(300_000);

describe('a server over SQLite that is killed', () => {
  describeKilledServer({ start: () => ServerProcess.start(), kills: 5 });
});

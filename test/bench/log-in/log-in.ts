import { z } from 'zod';
import { ServerProcess } from '../../harness/server-process.ts';
import { BenchProcess } from '../bench-process.ts';
import type { Benchmark } from '../benchmark.ts';

const people = 50;
const atOnce = 8;
const counts = { 'log-in': 400, request: 4000 };
const answerSchema = z.object({ milliseconds: z.array(z.number()), all: z.number() });

/** What a number of log-ins or bare requests took. */
interface Load {
  readonly perSecond: number;
  /** Of the server's process, for each, in milliseconds. */
  readonly cpu: number;
  readonly milliseconds: readonly number[];
}

/** How many people one node lets in, beside how many requests it answers at all. */
export const logIn: Benchmark = {
  name: 'log-in',
  summary: 'log-ins per second of one node, beside bare requests',
  async run({ rounds, note }) {
    const server = await ServerProcess.start({
      limits: { http: { requestsPerMinute: 10_000_000, accountsPerMinute: 1_000_000 } },
    });
    const load = new BenchProcess(new URL('log-in-load.ts', import.meta.url));
    try {
      await load.ask({ ask: 'sign-up', origin: server.origin, people }, answerSchema, 120_000);
      const logIns: Load[] = [];
      const requests: Load[] = [];
      // What is measured first would be measured cold.
      await measure(server, load, 'request');
      await measure(server, load, 'log-in');
      for (let round = 1; round <= rounds; round += 1) {
        note(`round ${round} of ${rounds}`);
        logIns.push(await measure(server, load, 'log-in'));
        requests.push(await measure(server, load, 'request'));
      }
      const ratio = (pick: (one: Load) => number) =>
        logIns.map((one, round) => pick(one) / pick(requests[round] ?? one));
      return [
        {
          benchmark: 'log-ins',
          conditions: {
            server: 'one node over SQLite, every commit on the disk before it is answered',
            'log-in': 'two requests with OPAQUE, one session; the client’s Argon2 made cheap',
            'bare request': 'GET /api/bootstrap, over connections that stay open, as for log-ins',
            load: `${atOnce} at a time, from one process on the same machine`,
          },
          figures: [
            { name: 'log-ins', unit: '1/s', samples: logIns.map(({ perSecond }) => perSecond) },
            { name: 'bare requests', unit: '1/s', samples: requests.map(({ perSecond }) => perSecond) },
            { name: 'server CPU per log-in', unit: 'ms', samples: logIns.map(({ cpu }) => cpu) },
            { name: 'server CPU per bare request', unit: 'ms', samples: requests.map(({ cpu }) => cpu) },
            { name: 'log-in over bare request, CPU', unit: 'times', samples: ratio(({ cpu }) => cpu) },
            {
              name: `time of a log-in, ${atOnce} at a time`,
              unit: 'ms',
              samples: logIns.flatMap(({ milliseconds }) => milliseconds),
            },
          ],
        },
      ];
    } finally {
      await load.close();
      await server.close();
    }
  },
};

async function measure(server: ServerProcess, load: BenchProcess, ask: keyof typeof counts): Promise<Load> {
  const count = counts[ask];
  const before = await cpuSeconds(server);
  const { milliseconds, all } = await load.ask({ ask, count, atOnce }, answerSchema, 120_000);
  const cpu = ((await cpuSeconds(server)) - before) * 1000;
  return { perSecond: count / (all / 1000), cpu: cpu / count, milliseconds };
}

async function cpuSeconds(server: ServerProcess): Promise<number> {
  return (await server.metrics()).sum('sottovoce_process_cpu_seconds_total');
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ServerProcess } from '../../harness/server-process.ts';
import { BenchProcess } from '../bench-process.ts';
import type { Benchmark } from '../benchmark.ts';
import { type Figure, quantile } from '../figures.ts';
import { bareCommits } from './bare-commits.ts';
import { createCrowd, groupSize } from './crowd.ts';

const people = 1000;
/** A short text, sealed and signed. */
const bytes = 420;
const groupShare = 0.2;
const seconds = 8;
/** Of each of the two processes. */
const paces = { modest: { perSecond: 15 }, saturated: { onTheirWay: 32 } } as const;
const answerSchema = z.object({
  seconds: z.number(),
  confirmed: z.array(z.number()),
  /** How many others are to get what was written. */
  addressed: z.int(),
  delivered: z.array(z.number()),
});

/** What the people wrote in one go. */
interface Written {
  readonly perSecond: number;
  readonly deliveriesPerSecond: number;
  readonly confirmed: readonly number[];
  readonly delivered: readonly number[];
  /** Of the server's process, for each message, in milliseconds. */
  readonly cpu: number;
}

/** How many messages one node takes and hands out. */
export const messages: Benchmark = {
  name: 'messages',
  summary: 'messages per second of one node with 1,000 connected people, and how long they take',
  async run({ rounds, note }) {
    const folder = await mkdtemp(path.join(tmpdir(), 'sottovoce-messages-'));
    const crowd = await createCrowd(folder, people);
    const server = await ServerProcess.start({
      dataDirectory: folder,
      log: { level: 'warn' },
      limits: {
        live: { requestsPerMinute: 1_000_000, connectionsPerNetwork: 10_000 },
        conversations: { messagesPerMinute: 1_000_000 },
      },
    });
    const loads = [0, 1].map(() => new BenchProcess(new URL('crowd-load.ts', import.meta.url)));
    const ask = (questions: readonly object[]) =>
      Promise.all(loads.map((load, index) => load.ask(questions[index] ?? {}, answerSchema, 300_000)));
    const write = async (pace: keyof typeof paces): Promise<Written> => {
      const question = { ask: 'write', seconds, pace: paces[pace], groupShare, groupSize, bytes };
      const before = await cpuSeconds(server);
      const answers = await ask([question, question]);
      const cpu = (await cpuSeconds(server)) - before;
      const confirmed = answers.flatMap((answer) => answer.confirmed);
      const delivered = answers.flatMap((answer) => answer.delivered);
      const addressed = answers.reduce((sum, answer) => sum + answer.addressed, 0);
      if (delivered.length !== addressed) {
        throw new Error(`Of ${addressed} deliveries ${delivered.length} have arrived.`);
      }
      const elapsed = Math.max(...answers.map((answer) => answer.seconds));
      return {
        perSecond: confirmed.length / elapsed,
        deliveriesPerSecond: delivered.length / elapsed,
        confirmed,
        delivered,
        cpu: (cpu * 1000) / confirmed.length,
      };
    };
    try {
      note(`connecting ${people} people`);
      // Half of each conversation is in the other process.
      const halves = [0, 1].map((half) => crowd.filter((_, index) => index % 2 === half));
      await ask(halves.map((half) => ({ ask: 'connect', origin: server.origin, people: half })));
      const modest: Written[] = [];
      const saturated: Written[] = [];
      const commits: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        note(`round ${round} of ${rounds}`);
        commits.push(await bareCommits(folder, bytes));
        modest.push(await write('modest'));
        saturated.push(await write('saturated'));
      }
      return [
        {
          benchmark: `messages, ${people} connected people`,
          conditions: {
            server: 'one node over SQLite, every message on the disk before it is confirmed',
            message: `${bytes} sealed bytes`,
            to: `one other (${100 - 100 * groupShare} %) or a group of ${groupSize}`,
            load: 'from two processes on the same machine',
            modest: `${2 * paces.modest.perSecond} messages/s, whether they are answered or not`,
            saturated: `${2 * paces.saturated.onTheirWay} messages on their way at any time`,
            'bare commit': 'a row of as many bytes, by one process that does nothing else',
          },
          figures: [
            {
              name: 'messages, saturated',
              unit: '1/s',
              samples: saturated.map(({ perSecond }) => perSecond),
            },
            {
              name: 'deliveries, saturated',
              unit: '1/s',
              samples: saturated.map(({ deliveriesPerSecond }) => deliveriesPerSecond),
            },
            { name: 'bare commits', unit: '1/s', samples: commits },
            {
              name: 'messages over bare commits',
              unit: 'times',
              samples: saturated.map(({ perSecond }, round) => perSecond / (commits[round] ?? perSecond)),
            },
            {
              name: 'server CPU per message, saturated',
              unit: 'ms',
              samples: saturated.map(({ cpu }) => cpu),
            },
            ...latencies('modest', modest),
            ...latencies('saturated', saturated),
          ],
        },
      ];
    } finally {
      await Promise.all(loads.map((load) => load.close()));
      await server.close();
      await rm(folder, { recursive: true });
    }
  },
};

function latencies(pace: string, all: readonly Written[]): Figure[] {
  return [
    {
      name: `until confirmed, ${pace}`,
      unit: 'ms',
      samples: all.flatMap(({ confirmed }) => confirmed),
    },
    {
      name: `until delivered, ${pace}`,
      unit: 'ms',
      samples: all.flatMap(({ delivered }) => delivered),
    },
    {
      name: `until delivered, ${pace}, p99`,
      unit: 'ms',
      samples: all.map(({ delivered }) => quantile(delivered, 0.99)),
    },
  ];
}

async function cpuSeconds(server: ServerProcess): Promise<number> {
  return (await server.metrics()).sum('sottovoce_process_cpu_seconds_total');
}

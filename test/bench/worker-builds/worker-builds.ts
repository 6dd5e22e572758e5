import type { Benchmark } from '../benchmark.ts';
import { type FanOutLoad, microsecondsPerPacket } from '../fan-out/load.ts';
import { WorkerTarget } from '../fan-out/worker-target.ts';
import { provideWorkerVariant } from './variants.ts';

/** What the others are compared with comes first. */
const variants = ['plain', 'openssl', 'openssl+lto', 'openssl+jemalloc'];
const load: FanOutLoad = { receivers: 40, packetBytes: 1200, packetsPerSecond: 500, packets: 1500 };

/** The worker's builds beside each other, in turns, so that a busy minute of the machine hits all of them. */
export const workerBuilds: Benchmark = {
  name: 'worker-builds',
  summary: 'worker CPU per forwarded packet, by how the worker was built',
  async run({ rounds, note }) {
    const programs = new Map<string, string>();
    for (const variant of variants) programs.set(variant, await provideWorkerVariant(variant));
    const costs = new Map(variants.map((variant) => [variant, [] as number[]]));
    const arrived: number[] = [];
    let srtpSuite = '';
    for (let round = 1; round <= rounds; round += 1) {
      for (const [variant, program] of programs) {
        note(`${variant}, round ${round} of ${rounds}`);
        const target = await WorkerTarget.open(load.receivers, program);
        try {
          srtpSuite = await target.srtpSuite();
          const cost = await target.measure(load);
          costs.get(variant)?.push(microsecondsPerPacket(cost));
          arrived.push(cost.received / cost.sent);
        } finally {
          await target.close();
        }
      }
    }
    const [baseline = [], ...others] = [...costs.values()];
    return [
      {
        benchmark: 'worker builds',
        conditions: {
          'RTP packet': `${load.packetBytes} bytes`,
          forwarded: `${load.packetsPerSecond * load.receivers} packets/s to ${load.receivers} receivers`,
          'SRTP suite': srtpSuite,
          order: 'in turns, each round a new process of each build',
        },
        figures: [
          ...[...costs].map(([variant, samples]) => ({
            name: `${variant}: CPU per packet`,
            unit: 'µs',
            samples,
          })),
          ...others.map((samples, index) => ({
            name: `${variants[index + 1]} over ${variants[0]}`,
            unit: 'times',
            samples: samples.map((cost, round) => cost / (baseline[round] ?? Number.NaN)),
          })),
          { name: 'packets that arrived', unit: 'share', samples: arrived },
        ],
      },
    ];
  },
};

import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import type { Finding } from '../figures.ts';
import type { FanOutTarget } from './fan-out-target.ts';
import { Floor } from './floor.ts';
import { type FanOutLoad, microsecondsPerPacket } from './load.ts';
import { ServerTarget } from './server-target.ts';
import { WorkerTarget } from './worker-target.ts';

const roundSeconds = 3;
const packetsPerSecond = 500;
const loads: readonly FanOutLoad[] = [20, 40].map((receivers) => ({
  receivers,
  packetBytes: 1200,
  packetsPerSecond,
  packets: packetsPerSecond * roundSeconds,
}));

const targets = [
  {
    name: 'a worker alone',
    open: (receivers: number): Promise<FanOutTarget> => WorkerTarget.open(receivers),
  },
  {
    name: 'the whole server',
    open: (receivers: number): Promise<FanOutTarget> => ServerTarget.open(receivers),
  },
];

/** CPU per forwarded packet, beside that of sealing and sending alone. */
export const fanOut: Benchmark = {
  name: 'fan-out',
  summary: 'worker CPU per forwarded packet, as a multiple of the floor',
  async run(options) {
    const floor = await Floor.compile();
    try {
      const findings: Finding[] = [];
      for (const load of loads) {
        for (const target of targets) findings.push(await measureLoad(target, load, floor, options));
      }
      return findings;
    } finally {
      await floor.close();
    }
  },
};

async function measureLoad(
  { name, open }: (typeof targets)[number],
  load: FanOutLoad,
  floor: Floor,
  { rounds, note }: BenchmarkOptions,
): Promise<Finding> {
  const target = await open(load.receivers);
  try {
    const srtpSuite = await target.srtpSuite();
    const keyBits = aesGcmKeyBits(srtpSuite);
    const worker: number[] = [];
    const floors: number[] = [];
    const arrived: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      note(`${name}, ${load.receivers} receivers, round ${round} of ${rounds}`);
      const cost = await target.measure(load);
      const floorCost = await floor.measure(load, keyBits);
      worker.push(microsecondsPerPacket(cost));
      floors.push(microsecondsPerPacket(floorCost));
      arrived.push(cost.received / cost.sent);
    }
    return {
      benchmark: `fan-out to ${load.receivers}, ${name}`,
      conditions: {
        'RTP packet': `${load.packetBytes} bytes`,
        source: `${load.packetsPerSecond} packets/s`,
        forwarded: `${load.packetsPerSecond * load.receivers} packets/s`,
        'SRTP suite': srtpSuite,
        receivers: 'node-datachannel over loopback UDP',
        floor: `AES-${keyBits}-GCM seal and sendto, same size, rate and number of sockets`,
      },
      figures: [
        { name: 'worker CPU per forwarded packet', unit: 'µs', samples: worker },
        { name: 'floor CPU per packet', unit: 'µs', samples: floors },
        {
          name: 'worker over floor',
          unit: 'times',
          samples: worker.map((value, round) => value / (floors[round] ?? Number.NaN)),
        },
        { name: 'packets that arrived', unit: 'share', samples: arrived },
      ],
    };
  } finally {
    await target.close();
  }
}

/** @throws {Error} If the suite is none that the floor can do: the two could not be compared. */
function aesGcmKeyBits(srtpSuite: string): 128 | 256 {
  if (srtpSuite === 'SRTP_AEAD_AES_256_GCM') return 256;
  if (srtpSuite === 'SRTP_AEAD_AES_128_GCM') return 128;
  throw new Error(`The receivers negotiated ${srtpSuite}, for which there is no floor.`);
}

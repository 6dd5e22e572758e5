import { RoomApi } from '../../harness/room-api.ts';
import { ServerProcess, type ServerSettings } from '../../harness/server-process.ts';
import type { Benchmark } from '../benchmark.ts';
import type { RoomControl } from '../room-control.ts';
import { joinIdle } from './idle-peer.ts';
import { readMemory, type ServerMemory } from './memory.ts';

const peers = 600;
/** As many peers in many rooms and in few: what differs is the rooms. */
const shapes = { lonely: { rooms: peers }, gathered: { rooms: peers / 10 } };
const concurrency = 10;
const settings: ServerSettings = {
  limits: { connectionsPerAddress: 10_000 },
  // A peer that left takes its session with it at once.
  rooms: { resumeWindowSeconds: 0 },
};

/** What filling one server with peers took. */
interface Filling {
  readonly rooms: number;
  readonly joinsPerSecond: number;
  readonly joinMilliseconds: readonly number[];
  /** What was added, in bytes. */
  readonly memory: ServerMemory;
}

/** How fast rooms fill, and what an idle one holds. */
export const roomSetup: Benchmark = {
  name: 'room-setup',
  summary: 'joins per second, and memory per idle peer and per room',
  async run({ rounds, note }) {
    const lonely: Filling[] = [];
    const gathered: Filling[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      note(`round ${round} of ${rounds}`);
      lonely.push(await fillServer(shapes.lonely.rooms));
      gathered.push(await fillServer(shapes.gathered.rooms));
    }
    const both = [...lonely, ...gathered];
    const shares = lonely.flatMap((one, round) => {
      const other = gathered[round];
      return other === undefined ? [] : [shareMemory(one, other)];
    });
    const kilobytes = (name: string, pick: (share: MemoryShares) => number) => ({
      name,
      unit: 'kB',
      samples: shares.map((share) => pick(share) / 1000),
    });
    return [
      {
        benchmark: 'room set-up',
        conditions: {
          server: '2 workers, a new process for each measurement',
          join: 'token over HTTP, WebSocket, capabilities, two transports, join',
          load: `${peers} peers from one process, ${concurrency} joining at a time`,
          memory: 'resident, as it grew; what differs between rooms of 1 and of 10 is that of rooms',
        },
        figures: [
          {
            name: 'joins, rooms of 1',
            unit: '1/s',
            samples: lonely.map((filling) => filling.joinsPerSecond),
          },
          {
            name: 'joins, rooms of 10',
            unit: '1/s',
            samples: gathered.map((filling) => filling.joinsPerSecond),
          },
          {
            name: `time of a join, ${concurrency} at a time`,
            unit: 'ms',
            samples: both.flatMap((filling) => filling.joinMilliseconds),
          },
          kilobytes('server memory per idle peer', ({ peer }) => peer.server),
          kilobytes('worker memory per idle peer', ({ peer }) => peer.workers),
          kilobytes('server memory per room', ({ room }) => room.server),
          kilobytes('worker memory per room', ({ room }) => room.workers),
        ],
      },
    ];
  },
};

async function fillServer(rooms: number): Promise<Filling> {
  const server = await ServerProcess.start(settings);
  const joined: RoomControl[] = [];
  try {
    const api = new RoomApi(server.origin);
    // The first ones pay for code that is compiled once.
    for (let warmUp = 0; warmUp < concurrency; warmUp += 1) {
      const peer = await joinIdle(server.origin, api, (await api.createRoom()).roomId);
      peer.close();
    }
    const created = await Promise.all(Array.from({ length: rooms }, () => api.createRoom()));
    const before = await readMemory(server);
    const waiting = Array.from({ length: peers / rooms }, () => created).flat();
    const joinMilliseconds: number[] = [];
    const start = performance.now();
    const work = async () => {
      for (let room = waiting.shift(); room !== undefined; room = waiting.shift()) {
        const begin = performance.now();
        joined.push(await joinIdle(server.origin, api, room.roomId));
        joinMilliseconds.push(performance.now() - begin);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    const seconds = (performance.now() - start) / 1000;
    const after = await readMemory(server);
    return { rooms, joinsPerSecond: peers / seconds, joinMilliseconds, memory: difference(after, before) };
  } finally {
    for (const peer of joined) peer.close();
    await server.close();
  }
}

/** Bytes of each peer and each room. */
interface MemoryShares {
  readonly peer: ServerMemory;
  readonly room: ServerMemory;
}

/** Two fillings with the same number of peers are two equations with two unknowns. */
function shareMemory(lonely: Filling, gathered: Filling): MemoryShares {
  const room = scale(difference(lonely.memory, gathered.memory), 1 / (lonely.rooms - gathered.rooms));
  const peer = scale(difference(lonely.memory, scale(room, lonely.rooms)), 1 / peers);
  return { peer, room };
}

function difference(more: ServerMemory, less: ServerMemory): ServerMemory {
  return { server: more.server - less.server, workers: more.workers - less.workers };
}

function scale(memory: ServerMemory, factor: number): ServerMemory {
  return { server: memory.server * factor, workers: memory.workers * factor };
}

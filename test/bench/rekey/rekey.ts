import { RoomApi } from '../../harness/room-api.ts';
import { ServerProcess } from '../../harness/server-process.ts';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import type { Finding } from '../figures.ts';
import { Member, type Traffic } from './member.ts';

const sizes = [2, 10, 25, 50] as const;
const joinsPerRound = 4;

/** From asking for entry until the last member has the new keys. */
export const rekey: Benchmark = {
  name: 'rekey',
  summary: 'from a join or a leave until everybody has the new keys, for 2 to 50 members',
  async run(options) {
    const server = await ServerProcess.start({
      rooms: { maxPeersPerRoom: 60 },
      limits: { connectionsPerAddress: 500 },
    });
    try {
      const findings: Finding[] = [];
      for (const size of sizes) findings.push(await measure(server, size, options));
      return findings;
    } finally {
      await server.close();
    }
  },
};

/** @param size Members after a join. */
async function measure(
  server: ServerProcess,
  size: number,
  { rounds, note }: BenchmarkOptions,
): Promise<Finding> {
  const api = new RoomApi(server.origin);
  const room = await api.createRoom();
  const members: Member[] = [];
  const traffic: Traffic = { commits: [], welcomes: [] };
  const enter = () => Member.enter(server.origin, api, room, traffic);
  while (members.length < size - 1) {
    const member = await enter();
    members.push(member);
    await Promise.all(members.map((each) => each.isAmong(members.length)));
  }
  const joins: number[] = [];
  const leaves: number[] = [];
  try {
    for (let count = 0; count < rounds * joinsPerRound; count += 1) {
      note(`${size} members, join ${count + 1} of ${rounds * joinsPerRound}`);
      let start = performance.now();
      const guest = await enter();
      await Promise.all([...members, guest].map((member) => member.isAmong(size)));
      joins.push(performance.now() - start);
      start = performance.now();
      await guest.leave();
      await Promise.all(members.map((member) => member.isAmong(size - 1)));
      leaves.push(performance.now() - start);
    }
  } finally {
    await Promise.all(members.map((member) => member.leave()));
  }
  return {
    benchmark: `new keys, ${size} members`,
    conditions: {
      members: 'all in one process, which so does the work of all of them one after the other',
      join: 'token, room control, join, admission, commit, welcome; until the last member has the new keys',
      leave: 'until the last one left has new keys; 200 ms of it are waited for others who leave, too',
      suite: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
    },
    figures: [
      { name: 'join to last member on the new keys', unit: 'ms', samples: joins },
      { name: 'leave to last member on the new keys', unit: 'ms', samples: leaves },
      { name: 'commit', unit: 'bytes', samples: traffic.commits.slice(-2 * joins.length) },
      { name: 'welcome', unit: 'bytes', samples: traffic.welcomes.slice(-joins.length) },
    ],
  };
}

/** `npm run bench -- [--rounds N] [--json FILE] [NAME…]` measures; nothing here passes or fails. */
import { writeFile } from 'node:fs/promises';
import { inspect, parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { fanOut } from './fan-out/fan-out.ts';
import type { Finding } from './figures.ts';
import { fileCost } from './file-cost/file-cost.ts';
import { firstFrame } from './first-frame/first-frame.ts';
import { frameCost } from './frame-cost/frame-cost.ts';
import { latency } from './latency/latency.ts';
import { logIn } from './log-in/log-in.ts';
import { lookUps } from './look-ups/look-ups.ts';
import { describeMachine } from './machine.ts';
import { messages } from './messages/messages.ts';
import { rekey } from './rekey/rekey.ts';
import { roomSetup } from './room-setup/room-setup.ts';
import { formatFinding } from './table.ts';
import { workerBuilds } from './worker-builds/worker-builds.ts';

const benchmarks: readonly Benchmark[] = [
  fanOut,
  roomSetup,
  firstFrame,
  frameCost,
  fileCost,
  latency,
  rekey,
  logIn,
  messages,
  lookUps,
  workerBuilds,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});

function usage(): string {
  const names = benchmarks.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`);
  return ['Usage: npm run bench -- [--rounds N] [--json FILE] [NAME…]', '', ...names].join('\n');
}

async function main(): Promise<number> {
  const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  const rounds = Number(values.rounds);
  if (values.help || unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    console.log(usage());
    return values.help ? 0 : 2;
  }
  const machine = describeMachine();
  console.log(
    Object.entries(machine)
      .map(([name, value]) => `${name}: ${value}`)
      .join('; '),
    '\n',
  );
  const findings: Finding[] = [];
  const failed: string[] = [];
  for (const benchmark of benchmarks) {
    if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
    const note = (line: string) => console.error(`${benchmark.name}: ${line}`);
    try {
      const found = await benchmark.run({ rounds, note });
      for (const finding of found) console.log(formatFinding(finding));
      findings.push(...found);
    } catch (error) {
      // One that cannot be measured here says why, and the others go on.
      note(inspect(error));
      failed.push(benchmark.name);
    }
  }
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ machine, findings }, null, 2)}\n`);
  }
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main();

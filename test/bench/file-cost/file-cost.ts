import { z } from 'zod';
import { type BrowserKind, TestBrowser } from '../../harness/browser.ts';
import { bundlePageScript } from '../../harness/page-script.ts';
import { ServerProcess } from '../../harness/server-process.ts';
import type { Benchmark } from '../benchmark.ts';
import type { Figure, Finding } from '../figures.ts';
import { type FileCost, type FileCostWish, measure } from './page.ts';

const times = z.array(z.number());
const costSchema = z.object({ copy: times, cipher: times, seal: times, open: times });

/** A size that Padmé leaves as it is, and so short that what else runs on the machine slows a whole round alike. */
const size = 8 * 2 ** 20;
const filesPerRound = 16;

/** What encryption costs whoever sends or gets a file. */
export const fileCost: Benchmark = {
  name: 'file-cost',
  summary: 'sealing and opening a file, in Node and both browsers',
  async run({ rounds, note }) {
    note('node');
    const findings = [findingOf('node', process.version, await warm(measure, rounds))];
    const server = await ServerProcess.start();
    const script = await bundlePageScript('../bench/file-cost/page.ts', 'fileCost');
    try {
      for (const kind of ['chromium', 'firefox'] as const) {
        note(kind);
        findings.push(await measureIn(kind, server.origin, script, rounds));
      }
      return findings;
    } finally {
      await server.close();
    }
  },
};

async function measureIn(
  kind: BrowserKind,
  origin: string,
  script: string,
  rounds: number,
): Promise<Finding> {
  const browser = await TestBrowser.launch({ kind, index: 0 });
  try {
    const page = await browser.openPage(origin);
    await page.goto(`${origin}/health/live`);
    await page.evaluate(`${script};\nwindow.fileCost = fileCost;`);
    const measureThere = async (wish: FileCostWish): Promise<FileCost> =>
      costSchema.parse(await page.evaluate(`fileCost.measure(${JSON.stringify(wish)})`));
    return findingOf(kind, await page.browser().version(), await warm(measureThere, rounds));
  } finally {
    await browser.close();
  }
}

/** The first round pays for what is compiled once. */
async function warm(measuring: (wish: FileCostWish) => Promise<FileCost>, rounds: number): Promise<FileCost> {
  await measuring({ size, rounds: 1 });
  return measuring({ size, rounds: rounds * filesPerRound });
}

function findingOf(where: string, version: string, { copy, cipher, seal, open }: FileCost): Finding {
  const share = (cost: readonly number[]) => cost.map((time, round) => (100 * (copy[round] ?? 0)) / time);
  const figures: Figure[] = [
    { name: 'copy', unit: 'MB/s', samples: copy.map(speed) },
    { name: 'AES-GCM without hashes', unit: 'MB/s', samples: cipher.map(speed) },
    { name: 'seal', unit: 'MB/s', samples: seal.map(speed) },
    { name: 'open', unit: 'MB/s', samples: open.map(speed) },
    { name: 'AES-GCM without hashes', unit: '% of a copy', samples: share(cipher) },
    { name: 'seal', unit: '% of a copy', samples: share(seal) },
    { name: 'open', unit: '% of a copy', samples: share(open) },
  ];
  return {
    benchmark: `a file's encryption, ${where}`,
    conditions: {
      where: version,
      file: `${size} bytes in memory, in chunks of 1 MiB, one after the other`,
      suite: 'AES-256-GCM, and SHA-256 of each chunk that is sealed',
      share: 'of the speed at which the same round copied the same chunks',
    },
    figures,
  };
}

function speed(milliseconds: number): number {
  return size / 1_000 / milliseconds;
}

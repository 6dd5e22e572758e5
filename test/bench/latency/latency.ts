import { z } from 'zod';
import { type BrowserKind, TestBrowser } from '../../harness/browser.ts';
import { PageApp } from '../../harness/page-app.ts';
import { RoomApi } from '../../harness/room-api.ts';
import { ServerProcess } from '../../harness/server-process.ts';
import type { Benchmark, BenchmarkOptions } from '../benchmark.ts';
import { type Finding, median } from '../figures.ts';
import type { LatencyWish } from './page.ts';

const framesPerRound = 300;
const agesSchema = z.array(z.number());

/** What encryption adds from one person's camera to another's screen. */
export const latency: Benchmark = {
  name: 'latency',
  summary: 'from glass to glass, with encryption and without, in both browsers',
  async run(options) {
    const server = await ServerProcess.start({ rooms: { allowUnencrypted: true } });
    const app = await PageApp.open('../bench/latency/page.ts', server.httpPort);
    try {
      const findings: Finding[] = [];
      for (const kind of ['chromium', 'firefox'] as const) {
        findings.push(await measureIn(kind, app, new RoomApi(server.origin), options));
      }
      return findings;
    } finally {
      await app.close();
      await server.close();
    }
  },
};

async function measureIn(
  kind: BrowserKind,
  app: PageApp,
  api: RoomApi,
  { rounds, note }: BenchmarkOptions,
): Promise<Finding> {
  const browser = await TestBrowser.launch({ kind, index: 0 });
  try {
    const page = await browser.openPage(app.origin);
    await page.goto(`${app.origin}/page`);
    const measure = async (encrypted: boolean): Promise<number[]> => {
      const { invitation, roomId } = await api.createRoom({ encrypted });
      const wish: LatencyWish = {
        roomId,
        invitation: encrypted ? invitation : undefined,
        frames: framesPerRound,
      };
      return agesSchema.parse(await page.evaluate(`latencyPage.measure(${JSON.stringify(wish)})`));
    };
    const [plain, sealed, added]: [number[], number[], number[]] = [[], [], []];
    // In turns, so that a busy moment of the machine meets both.
    for (let round = 0; round < rounds; round += 1) {
      note(`${kind}, round ${round + 1} of ${rounds}`);
      const [without, within] = [await measure(false), await measure(true)];
      plain.push(...without);
      sealed.push(...within);
      added.push(median(within) - median(without));
    }
    return {
      benchmark: `glass to glass, ${kind}`,
      conditions: {
        browser: await page.browser().version(),
        picture: '640x360 at 30/s, VP8 simulcast; sender and viewer in one page, server on the same machine',
        order: 'in turns, each in a new room',
        samples: 'frames; of what is added: medians of a round with encryption less those without',
      },
      figures: [
        { name: 'without encryption', unit: 'ms', samples: plain },
        { name: 'with encryption', unit: 'ms', samples: sealed },
        { name: 'added by encryption', unit: 'ms', samples: added },
      ],
    };
  } finally {
    await browser.close();
  }
}

import { z } from 'zod';
import { type BrowserKind, TestBrowser } from '../../harness/browser.ts';
import { bundlePageScript } from '../../harness/page-script.ts';
import { ServerProcess } from '../../harness/server-process.ts';
import type { Benchmark } from '../benchmark.ts';
import { type Figure, type Finding, quantile } from '../figures.ts';
import type { FrameCostWish } from './page.ts';

const costSchema = z.object({ seal: z.array(z.number()), open: z.array(z.number()) });
type Cost = z.infer<typeof costSchema>;

const framesPerBatch = 20;
const batchesPerRound = 60;
/** An audio frame of 20 ms at 40 kbit/s, and a video frame of 720p30 at 1.5 Mbit/s. */
const audio = { codec: 'opus', size: 100 } as const;
const video = { codec: 'vp8', size: 6_250 } as const;

/** What encryption costs a browser, frame by frame. */
export const frameCost: Benchmark = {
  name: 'frame-cost',
  summary: 'sealing and opening a frame, in both browsers',
  async run({ rounds, note }) {
    const server = await ServerProcess.start();
    const script = await bundlePageScript('../bench/frame-cost/page.ts', 'frameCost');
    try {
      const findings: Finding[] = [];
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
    await page.evaluate(`${script};\nwindow.frameCost = frameCost;`);
    const measure = async (what: Pick<FrameCostWish, 'codec' | 'size'>): Promise<Cost> => {
      const wish: FrameCostWish = { ...what, framesPerBatch, batches: rounds * batchesPerRound };
      return costSchema.parse(await page.evaluate(`frameCost.measure(${JSON.stringify(wish)})`));
    };
    // The first run pays for what a browser compiles once.
    await measure(video);
    const [video720, voice] = [await measure(video), await measure(audio)];
    return {
      benchmark: `a frame's encryption, ${kind}`,
      conditions: {
        browser: await page.browser().version(),
        'frames of video': `${video.size} bytes`,
        'frames of audio': `${audio.size} bytes`,
        suite: 'AES_128_GCM_SHA256_128, and SHA-256 for beacons',
        samples: `means of ${framesPerBatch} frames one after the other`,
        'share of a core':
          'medians times frames per second: 3 layers of 30 and 50 of audio sent; 25 times 30 and 50 received',
      },
      figures: [...figuresOf('video', video720), ...figuresOf('audio', voice), ...shares(video720, voice)],
    };
  } finally {
    await browser.close();
  }
}

function figuresOf(what: string, { seal, open }: Cost): Figure[] {
  return [
    { name: `seal a frame of ${what}`, unit: 'µs', samples: seal.map(toMicroseconds) },
    { name: `seal a frame of ${what}, p99`, unit: 'µs', samples: [toMicroseconds(quantile(seal, 0.99))] },
    { name: `open a frame of ${what}`, unit: 'µs', samples: open.map(toMicroseconds) },
    { name: `open a frame of ${what}, p99`, unit: 'µs', samples: [toMicroseconds(quantile(open, 0.99))] },
  ];
}

function shares(video720: Cost, voice: Cost): Figure[] {
  const perSecond = (videoFrames: number, audioFrames: number, part: keyof Cost) =>
    (videoFrames * quantile(video720[part], 0.5) + audioFrames * quantile(voice[part], 0.5)) / 10;
  return [
    { name: 'publishing 720p30 in three layers', unit: '% of a core', samples: [perSecond(90, 50, 'seal')] },
    { name: 'receiving 25 people at 30/s', unit: '% of a core', samples: [perSecond(750, 1_250, 'open')] },
  ];
}

function toMicroseconds(milliseconds: number): number {
  return milliseconds * 1_000;
}

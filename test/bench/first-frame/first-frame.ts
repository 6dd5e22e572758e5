import type { Page } from 'puppeteer-core';
import { z } from 'zod';
import { TestBrowser } from '../../harness/browser.ts';
import { PageApp } from '../../harness/page-app.ts';
import { RoomApi } from '../../harness/room-api.ts';
import { ServerProcess } from '../../harness/server-process.ts';
import type { Benchmark } from '../benchmark.ts';

const joinsPerRound = 5;
const joinTimesSchema = z.object({ joined: z.number(), firstFrame: z.number() });

/** From the click on "Join" to the other's face, in Chromium. */
export const firstFrame: Benchmark = {
  name: 'first-frame',
  summary: 'from joining to the first decoded frame, in Chromium',
  async run({ rounds, note }) {
    const server = await ServerProcess.start();
    const app = await PageApp.open('../bench/first-frame/page.ts', server.httpPort);
    const browsers: TestBrowser[] = [];
    try {
      const { invitation, roomId } = await new RoomApi(server.origin).createRoom();
      const room = `'${roomId}', '${invitation}'`;
      const launch = async (index: number) => {
        const browser = await TestBrowser.launch({ kind: 'chromium', index });
        browsers.push(browser);
        return browser;
      };
      const other = await openPage(await launch(0), app);
      await other.evaluate(`firstFramePage.stay(${room})`);

      const browser = await launch(1);
      const times: z.infer<typeof joinTimesSchema>[] = [];
      // The first join pays for what a browser loads once.
      for (let join = 0; join <= rounds * joinsPerRound; join += 1) {
        note(`join ${join} of ${rounds * joinsPerRound}`);
        const page = await openPage(browser, app);
        const measured = joinTimesSchema.parse(await page.evaluate(`firstFramePage.measureJoin(${room})`));
        if (join > 0) times.push(measured);
        await page.close();
      }
      return [
        {
          benchmark: 'first frame',
          conditions: {
            browser: await other.browser().version(),
            room: 'one other, both with camera (640x360 at 15/s, VP8 simulcast) and microphone',
            network: 'this machine, which also runs the server and both browsers',
          },
          figures: [
            { name: 'join to joined', unit: 'ms', samples: times.map(({ joined }) => joined) },
            {
              name: 'join to first decoded frame',
              unit: 'ms',
              samples: times.map((each) => each.firstFrame),
            },
          ],
        },
      ];
    } finally {
      await Promise.all(browsers.map((browser) => browser.close()));
      await app.close();
      await server.close();
    }
  },
};

async function openPage(browser: TestBrowser, { origin }: PageApp): Promise<Page> {
  const page = await browser.openPage(origin);
  await page.goto(`${origin}/page`);
  return page;
}

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type BrowserKind, TestBrowser } from '../harness/browser.ts';
import { until } from '../harness/condition.ts';
import { EncryptedCallPage } from '../harness/encrypted-call-page.ts';
import type { ArrivalReport } from '../harness/page/encrypted-call-page.ts';
import { toneTolerance } from '../harness/page/tone.ts';
import { PageApp } from '../harness/page-app.ts';
import { newPeerSecret, RoomApi } from '../harness/room-api.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(600_000);

type VideoCodec = 'vp8' | 'vp9' | 'av1';

const names = ['Ada', 'Grace', 'Joan', 'Mary'] as const;
type Name = (typeof names)[number];

const kinds: Record<Name, BrowserKind> = {
  Ada: 'chromium',
  Grace: 'firefox',
  Joan: 'chromium',
  Mary: 'firefox',
};
const senders: readonly Name[] = ['Ada', 'Grace'];
const receivers: readonly Name[] = ['Joan', 'Mary'];
/** Two seconds of video at least: more than a first key frame. */
const enoughFrames = 30;

describe('encrypted media through the server', () => {
  let server: ServerProcess;
  let app: PageApp;
  const browsers: TestBrowser[] = [];
  const pages = new Map<Name, EncryptedCallPage>();

  beforeAll(async () => {
    server = await ServerProcess.start({
      client: { video: { width: 640, height: 360, frameRate: 15, maxBitrate: 800_000 } },
    });
    app = await PageApp.open('page/encrypted-call-page.ts', server.httpPort);
    for (const [index, name] of names.entries()) {
      const browser = await TestBrowser.launch({ kind: kinds[name], index });
      browsers.push(browser);
      pages.set(name, await EncryptedCallPage.open(browser, app.origin));
    }
  });

  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await app?.close();
    await server?.close();
    expect(browsers.flatMap(({ journal }) => journal.crashes)).toEqual([]);
  });

  function page(name: Name): EncryptedCallPage {
    const found = pages.get(name);
    if (found === undefined) throw new Error(`${name} has no page`);
    return found;
  }

  async function dump(): Promise<string> {
    const dumps = await Promise.all([...pages.values()].map((each) => each.dump()));
    const journals = browsers.map(({ journal, name }) => `== ${name}\n${journal.tail()}`);
    return [...dumps, ...journals, server.tail()].join('\n');
  }

  const awaited = <T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> =>
    until(what, probe, { limit: 120_000, dump });

  /** Lets members into a new room; the receivers may use another media key than was agreed on. */
  async function meet(sending: readonly Name[], codec: VideoCodec, receiversAreWrong = false): Promise<void> {
    const { invitation, roomId } = await new RoomApi(server.origin).createRoom();
    for (const name of [...sending, ...receivers]) {
      const sends = sending.includes(name);
      await page(name).join({
        name,
        roomId,
        peerSecret: newPeerSecret(),
        codec,
        sends,
        invitation,
        isWrongKey: receiversAreWrong && !sends,
      });
    }
  }

  async function part(sending: readonly Name[]): Promise<void> {
    await Promise.all([...sending, ...receivers].map((name) => page(name).leave()));
  }

  /** Waits until a camera is decoded and its very picture shown. */
  async function untilSeen(receiver: Name, sender: Name): Promise<ArrivalReport> {
    return awaited(`${receiver} to see ${sender}`, async () => {
      const report = await page(receiver).arrival(sender, 'camera');
      const shown = report?.pattern === page(sender).browser.pattern;
      return shown && report.framesDecoded > enoughFrames && report;
    });
  }

  async function untilHeard(receiver: Name, sender: Name): Promise<void> {
    await awaited(`${receiver} to hear ${sender}`, async () => {
      const tone = await page(receiver).hears(sender);
      return tone !== undefined && Math.abs(tone - page(sender).browser.tone) < toneTolerance;
    });
  }

  describe.each([
    ['vp8', senders],
    // Firefox sends VP8 where VP9 is proposed: its VP9 has no spatial layers.
    ['vp9', ['Ada']],
    ['av1', senders],
  ] as const)('in %s and Opus', (codec, sending) => {
    beforeAll(() => meet(sending, codec));
    afterAll(() => part(sending));

    const pairs = sending.flatMap((sender) => receivers.map((receiver) => ({ sender, receiver })));
    const described = pairs.map((pair) => ({
      ...pair,
      from: kinds[pair.sender],
      to: kinds[pair.receiver],
    }));

    it.each(described)('passes from $from to $to', async ({ receiver, sender }) => {
      const camera = await untilSeen(receiver, sender);
      expect(camera.codec).toBe(codec);
      // Decoded is what was opened, and nothing else.
      expect(camera.opened).toBeGreaterThanOrEqual(camera.framesDecoded);
      await untilHeard(receiver, sender);
      const microphone = await page(receiver).arrival(sender, 'microphone');
      expect(microphone?.opened).toBeGreaterThan(enoughFrames);
      expect(refusedInside(camera)).toEqual([]);
      expect(microphone && refusedInside(microphone)).toEqual([]);
    });

    it.each(sending.map((sender) => ({ sender, from: kinds[sender] })))(
      'leaves $from sealed',
      async ({ sender }) => {
        const sealed = await page(sender).sendings();
        expect(sealed.map((each) => each.codec).sort()).toEqual(['opus', codec].sort());
        for (const each of sealed) expect(each.sealed).toBeGreaterThan(enoughFrames);
        if (codec === 'vp8') expect(Object.keys(await page(sender).framesSent())).toHaveLength(2);
      },
    );
  });

  describe('with another key than the sender has', () => {
    beforeAll(() => meet(senders, 'vp8', true));
    afterAll(() => part(senders));

    it.each(receivers.map((receiver) => ({ receiver, kind: kinds[receiver] })))(
      'decodes nothing in $kind, and says why',
      async ({ receiver }) => {
        for (const sender of senders) {
          for (const source of ['camera', 'microphone'] as const) {
            const report = await awaited(`${receiver} to refuse the ${source} of ${sender}`, async () => {
              const arrival = await page(receiver).arrival(sender, source);
              return (arrival?.refused['not-authentic'] ?? 0) > enoughFrames && arrival;
            });
            expect(report).toMatchObject({ opened: 0, framesDecoded: 0 });
            expect(refusedInside(report)).toEqual(['not-authentic']);
            expect(report.pattern).toBeUndefined();
          }
        }
        expect(await page(receiver).refusals()).toContain('not-authentic');
      },
    );
  });
});

/** Why frames were refused, but for those that came before this member was let in and had a key. */
function refusedInside({ refused }: ArrivalReport): string[] {
  return Object.keys(refused).filter((reason) => reason !== 'no-key');
}

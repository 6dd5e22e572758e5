import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CallPage } from '../harness/call-page.ts';
import { newPeerSecret } from '../harness/room-api.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

/** Milliseconds in which a layer that is sent has many frames. */
const observation = 1500;
const camera = { width: 960, height: 540 };

describe('the layers of a camera', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open({
      client: { video: { ...camera, frameRate: 15, maxBitrate: 1_500_000 } },
    });
  });

  afterAll(() => scene?.close());

  /** Waits until, for a while, exactly these layers are sent. */
  async function untilSent(sender: CallPage, layers: readonly boolean[]): Promise<void> {
    await scene.until(`layers ${JSON.stringify(layers)} to be sent`, async () => {
      const before = await sender.framesSent();
      await pause(observation);
      const after = await sender.framesSent();
      const rids = Object.keys(after).sort();
      const sent = rids.map((rid) => (after[rid] ?? 0) > (before[rid] ?? 0));
      return JSON.stringify(sent) === JSON.stringify(layers);
    });
  }

  it('follow the size in which the picture is shown, down to none', async () => {
    const room = await scene.api.createRoom();
    const [sender, viewer] = await Promise.all(
      ['Ada', 'Grace'].map(async (name) => {
        const page = await scene.openCallPage({ camera });
        const { pattern } = page.browser;
        const { invitation, roomId } = room;
        const wish = { name, roomId, invitation, peerSecret: newPeerSecret(), pattern, microphone: false };
        await scene.guard(`${name} to join`, () => page.join(wish));
        return page;
      }),
    );
    if (sender === undefined || viewer === undefined) throw new Error('two pages were opened');
    const seen = async () => (await viewer.cameras('Grace')).find(({ name }) => name === 'Ada');
    const untilSeen = (spatialLayer: number, height: number) =>
      scene.until(`layer ${spatialLayer} to arrive`, async () => {
        const report = await seen();
        return (
          report?.spatialLayer === spatialLayer &&
          report.pictureHeight === height &&
          report.pattern === sender.browser.pattern
        );
      });
    await scene.until('Grace to know the camera of Ada', async () => (await seen())?.muted === false);

    await viewer.showAll('Grace', { width: 960, height: 540 });
    await untilSeen(2, 540);
    await untilSent(sender, [true, true, true]);

    await viewer.showAll('Grace', { width: 480, height: 270 });
    await untilSeen(1, 270);
    await untilSent(sender, [true, true, false]);

    await viewer.showAll('Grace', { width: 160, height: 90 });
    await untilSeen(0, 135);
    await untilSent(sender, [true, false, false]);

    await viewer.showAll('Grace', undefined);
    await untilSent(sender, [false, false, false]);

    await viewer.showAll('Grace', { width: 960, height: 540 });
    await untilSeen(2, 540);
    await untilSent(sender, [true, true, true]);
    expect((await seen())?.pattern).toBe(sender.browser.pattern);
  });
});

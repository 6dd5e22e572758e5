import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BrowserKind } from '../harness/browser.ts';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

describe('an ICE restart', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });

  afterAll(() => scene?.close());

  /** Waits until both transports have new credentials and carry media. */
  async function untilRestarted(ada: Participant, before: readonly (string | undefined)[]): Promise<void> {
    await scene.until('both transports of Ada to have new ICE credentials', async () => {
      const now = await ada.connections();
      return now.every(
        ({ remoteUfrag, iceState }, index) =>
          remoteUfrag !== before[index] && (iceState === 'connected' || iceState === 'completed'),
      );
    });
  }

  it.each<BrowserKind>(['chromium', 'firefox'])(
    'follows a change of network in %s and keeps the transports',
    async (kind) => {
      const room = await scene.api.createRoom();
      const ada = await scene.join('Ada', kind, room);
      const grace = await scene.join('Grace', 'chromium', room);
      await scene.untilAllMeet([ada, grace]);
      const keepsAda = await grace.watchTileOf(ada);
      const before = await ada.connections();

      await ada.page.evaluate(() => window.dispatchEvent(new Event('online')));
      await untilRestarted(
        ada,
        before.map(({ remoteUfrag }) => remoteUfrag),
      );

      expect(await ada.connections()).toHaveLength(before.length);
      await scene.untilFramesArrive(ada, grace);
      await scene.untilFramesArrive(grace, ada);
      await scene.untilAllMeet([ada, grace]);
      expect(await keepsAda()).toBe(true);
      for (const person of [ada, grace]) await person.press('Leave the call');
    },
  );

  it('brings media back after the route was lost', async () => {
    const room = await scene.api.createRoom();
    const ada = await scene.join('Ada', 'chromium', room);
    const grace = await scene.join('Grace', 'firefox', room);
    await scene.untilAllMeet([ada, grace]);
    const before = await ada.connections();

    const network = await ada.page.createCDPSession();
    const loseAll = (packetLoss: number) =>
      network.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
        packetLoss,
      });
    await loseAll(100);
    await scene.until('Ada to lose her route', async () =>
      (await ada.connections()).some(({ iceState }) => iceState === 'disconnected' || iceState === 'failed'),
    );
    await loseAll(0);

    await untilRestarted(
      ada,
      before.map(({ remoteUfrag }) => remoteUfrag),
    );
    expect(await ada.connections()).toHaveLength(before.length);
    await scene.untilAllMeet([ada, grace]);
  });
});

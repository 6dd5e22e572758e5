import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

describe('a shared screen', () => {
  let scene: Scene;
  let ada: Participant;
  let grace: Participant;

  beforeAll(async () => {
    scene = await Scene.open();
    const room = await scene.api.createRoom();
    ada = await scene.join('Ada', 'chromium', room);
    grace = await scene.join('Grace', 'firefox', room);
    await scene.untilAllMeet([ada, grace]);
  });

  afterAll(() => scene?.close());

  it.each([
    ['Chromium', () => ({ sharer: ada, viewer: grace })],
    ['Firefox', () => ({ sharer: grace, viewer: ada })],
  ] as const)('from %s is seen beside the camera, until it ends', async (_browser, people) => {
    const { sharer, viewer } = people();
    await sharer.press('Share your screen');
    await scene.until(
      `${viewer.name} to see the screen of ${sharer.name}`,
      async () => (await viewer.screenTileOf(sharer))?.pattern === sharer.browser.screenPattern,
    );
    await scene.until(`${viewer.name} still to see ${sharer.name}`, () => viewer.sees(sharer));
    await scene.until(`${viewer.name} still to hear ${sharer.name}`, () => viewer.hears(sharer));

    await sharer.press('Stop sharing');
    await scene.until(
      `${viewer.name} to see the screen go`,
      async () => (await viewer.screenTileOf(sharer)) === undefined,
    );
    await scene.until(`${viewer.name} still to see ${sharer.name}`, () => viewer.sees(sharer));
  });
});

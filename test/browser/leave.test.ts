import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

describe('leaving', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open({ rooms: { resumeWindowSeconds: 2 } });
  });

  afterAll(() => scene?.close());

  it('by the button is seen by the others at once, closes everything, and one can come back', async () => {
    const room = await scene.api.createRoom();
    const ada = await scene.join('Ada', 'chromium', room);
    const grace = await scene.join('Grace', 'firefox', room);
    await scene.untilAllMeet([ada, grace]);

    await ada.press('Leave the call');
    await scene.until('Grace to be alone', async () => (await grace.tiles()).length === 0);
    await scene.until('Ada to read that she has left', async () =>
      (await ada.text()).includes('You left the call'),
    );
    await scene.until(
      'all connections of Ada to be closed',
      async () => (await ada.connections()).length === 0,
    );
    expect((await scene.api.summary(room.roomId)).participantCount).toBe(1);

    await ada.page.locator('::-p-text(Join again)').click();
    await ada.page.waitForSelector('[role="toolbar"], input[autocomplete="name"]');
    if ((await ada.page.$('[role="toolbar"]')) === null)
      await scene.guard('Ada to join again', () => ada.join());
    await scene.untilAllMeet([ada, grace]);
  });

  it('by closing the tab is seen by the others, at the latest when the session cannot be resumed', async () => {
    const room = await scene.api.createRoom();
    const ada = await scene.join('Ada', 'chromium', room);
    const hedy = await scene.join('Hedy', 'chromium', room);
    await scene.untilAllMeet([ada, hedy]);
    await hedy.page.close();
    await scene.until('Ada to be alone', async () => (await ada.tiles()).length === 0);
  });
});

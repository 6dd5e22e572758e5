import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

describe('somebody who comes late', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });

  afterAll(() => scene?.close());

  it('sees and hears those who are there, muted or not, and is seen and heard', async () => {
    const room = await scene.api.createRoom();
    const ada = await scene.join('Ada', 'chromium', room);
    const grace = await scene.join('Grace', 'firefox', room);
    await scene.untilAllMeet([ada, grace]);
    await grace.press('Mute microphone');
    await scene.until('Ada to read that Grace is muted', async () =>
      (await ada.tileOf(grace))?.label.includes('muted'),
    );
    const keepsGrace = await ada.watchTileOf(grace);

    const hedy = await scene.join('Hedy', 'chromium', room);
    await scene.until('Hedy to see Ada', () => hedy.sees(ada));
    await scene.until('Hedy to hear Ada', () => hedy.hears(ada));
    await scene.until('Hedy to see Grace', () => hedy.sees(grace));
    await scene.until('Hedy to read that Grace is muted', async () =>
      (await hedy.tileOf(grace))?.label.includes('muted'),
    );
    for (const viewer of [ada, grace]) {
      await scene.until(`${viewer.name} to see Hedy`, () => viewer.sees(hedy));
      await scene.until(`${viewer.name} to hear Hedy`, () => viewer.hears(hedy));
    }
    expect(await keepsGrace()).toBe(true);

    await grace.press('Unmute microphone');
    await scene.until('Hedy to hear Grace', () => hedy.hears(grace));
  });
});

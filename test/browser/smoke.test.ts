import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(300_000);

describe('a call between Chromium and Firefox', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });

  afterAll(() => scene?.close());

  it('lets both see and hear each other, until one leaves', async () => {
    const room = await scene.api.createRoom();
    const ada: Participant = await scene.join('Ada', 'chromium', room);
    const grace: Participant = await scene.join('Grace', 'firefox', room);
    await scene.untilAllMeet([ada, grace]);

    await ada.press('Leave the call');
    await scene.until('Grace to be alone', async () => (await grace.tiles()).length === 0);
  });
});

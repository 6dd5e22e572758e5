import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

describe('a call of four, two in Chromium and two in Firefox', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  });

  afterAll(() => scene?.close());

  it('shows and plays each of them to the three others', async () => {
    const room = await scene.api.createRoom();
    const everyone: Participant[] = [
      await scene.join('Ada', 'chromium', room),
      await scene.join('Grace', 'firefox', room),
      await scene.join('Hedy', 'chromium', room),
      await scene.join('Katherine', 'firefox', room),
    ];
    await scene.untilAllMeet(everyone);
    for (const viewer of everyone) {
      for (const sender of everyone.filter((other) => other !== viewer)) {
        await scene.untilFramesArrive(viewer, sender);
      }
    }
  });
});

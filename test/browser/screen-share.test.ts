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
    ada = await scene.join('Ada', 'chromium', room, { presents: true });
    grace = await scene.join('Grace', 'firefox', room);
    await scene.untilAllMeet([ada, grace]);
  });

  afterAll(() => scene?.close());

  async function share(sharer: Participant, viewer: Participant): Promise<void> {
    await sharer.press('Share your screen');
    await scene.until(
      `${viewer.name} to see the screen of ${sharer.name}`,
      async () => (await viewer.screenTileOf(sharer))?.pattern === sharer.browser.screenPattern,
    );
    // Chromium shows the tab that it shares; the person comes back to the call.
    await sharer.page.bringToFront();
  }

  async function stop(sharer: Participant, viewer: Participant): Promise<void> {
    await sharer.press('Stop sharing');
    await scene.until(
      `${viewer.name} to see the screen go`,
      async () => (await viewer.screenTileOf(sharer)) === undefined,
    );
    await scene.untilAllMeet([ada, grace]);
  }

  it('from Chromium is seen and heard beside camera and microphone, until it ends', async () => {
    await share(ada, grace);
    await scene.until('Grace to hear the screen of Ada', () => grace.hearsScreenOf(ada));
    await scene.untilAllMeet([ada, grace]);
    await stop(ada, grace);
    await scene.until(
      'Grace to hear no screen',
      async () => (await grace.toneOf(ada, 'screen-audio')) === undefined,
    );
  });

  it('from Firefox is seen beside the camera, until it ends', async () => {
    await share(grace, ada);
    await scene.untilAllMeet([ada, grace]);
    await stop(grace, ada);
  });
});

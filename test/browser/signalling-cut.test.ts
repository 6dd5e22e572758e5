import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { BrowserKind } from '../harness/browser.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

/** Milliseconds that a cut lasts: well inside the 30 s for which a session waits. */
const cutLength = 10_000;

describe('a signalling cut of ten seconds', () => {
  let scene: Scene;

  beforeEach(async () => {
    // A machine that is busy makes the cut longer than it is meant to be.
    scene = await Scene.open({ rooms: { resumeWindowSeconds: 120 } });
  });

  afterEach(() => scene?.close());

  it.each<[how: 'sever' | 'silence', kind: BrowserKind]>([
    ['sever', 'chromium'],
    ['sever', 'firefox'],
    ['silence', 'chromium'],
  ])('(%s, in %s) stops no media, shows nobody a leave and needs no new transport', async (how, kind) => {
    const room = await scene.api.createRoom();
    const ada = await scene.join('Ada', kind, room);
    const grace = await scene.join('Grace', 'chromium', room);
    await scene.untilAllMeet([ada, grace]);
    const keepsAda = await grace.watchTileOf(ada);
    const keepsGrace = await ada.watchTileOf(grace);
    const before = await ada.connections();

    ada.network[how]();
    const over = pause(cutLength);
    await scene.untilFramesArrive(ada, grace);
    await scene.untilFramesArrive(grace, ada);
    await scene.until('Grace to hear Ada during the cut', () => grace.hears(ada));
    // What happens during the cut is caught up with after it.
    await grace.press('Mute microphone');
    await over;
    expect(await keepsAda()).toBe(true);
    ada.network.restore();

    await scene.until('Ada to learn that Grace is muted', async () =>
      (await ada.tileOf(grace))?.label.includes('muted'),
    );
    await ada.press('Mute microphone');
    await scene.until('Grace to learn that Ada is muted', async () =>
      (await grace.tileOf(ada))?.label.includes('muted'),
    );
    await scene.untilFramesArrive(ada, grace);
    await scene.untilFramesArrive(grace, ada);
    expect(await keepsAda()).toBe(true);
    expect(await keepsGrace()).toBe(true);
    const after = await ada.connections();
    expect(after).toEqual(before);
  });
});

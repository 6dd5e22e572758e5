import { afterAll, beforeAll, describe, it, jest } from '@jest/globals';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

describe('muting', () => {
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

  const directions = [
    ['Chromium', () => ({ speaker: ada, listener: grace })],
    ['Firefox', () => ({ speaker: grace, listener: ada })],
  ] as const;

  it.each(directions)('silences a microphone in %s, and brings it back', async (_browser, people) => {
    const { speaker, listener } = people();
    await speaker.press('Mute microphone');
    await scene.until(`${listener.name} to read it`, async () =>
      (await listener.tileOf(speaker))?.label.includes('muted'),
    );
    await scene.until(
      `${listener.name} to hear nothing`,
      async () => (await listener.toneOf(speaker)) === undefined,
    );
    await scene.until(`${listener.name} still to see ${speaker.name}`, () => listener.sees(speaker));

    await speaker.press('Unmute microphone');
    await scene.until(`${listener.name} to hear ${speaker.name} again`, () => listener.hears(speaker));
    await scene.until(
      `${listener.name} to read it`,
      async () => (await listener.tileOf(speaker))?.label.includes('muted') === false,
    );
  });

  it.each(directions)('turns a camera in %s off, and on again', async (_browser, people) => {
    const { speaker: sender, listener: viewer } = people();
    await sender.press('Turn camera off');
    await scene.until(`${viewer.name} to see no picture`, async () => {
      const tile = await viewer.tileOf(sender);
      return tile !== undefined && tile.pattern === undefined && tile.label.includes('camera off');
    });
    await scene.until(`${viewer.name} still to hear ${sender.name}`, () => viewer.hears(sender));

    await sender.press('Turn camera on');
    await scene.until(`${viewer.name} to see ${sender.name} again`, () => viewer.sees(sender));
  });
});

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { BrowserKind } from '../harness/browser.ts';
import { freePorts } from '../harness/free-port.ts';
import { mediaAddress } from '../harness/media-address.ts';
import type { ConnectionReport } from '../harness/page/connection-recorder.ts';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';
import { UdpRoute } from '../harness/udp-route.ts';

jest.setTimeout(600_000);

describe('an ICE restart', () => {
  let scene: Scene | undefined;
  let route: UdpRoute | undefined;

  afterEach(async () => {
    await scene?.close();
    route?.close();
  });

  it.each<BrowserKind>(['chromium', 'firefox'])(
    'follows a change of network in %s and keeps the transports',
    async (kind) => {
      scene = await Scene.open();
      const room = await scene.api.createRoom();
      const ada = await scene.join('Ada', kind, room);
      const grace = await scene.join('Grace', 'chromium', room);
      await scene.untilAllMeet([ada, grace]);
      const keepsAda = await grace.watchTileOf(ada);
      const before = await ada.connections();

      await ada.page.evaluate(() => window.dispatchEvent(new Event('online')));

      await untilRestarted(scene, ada, before);
      await scene.untilFramesArrive(ada, grace);
      await scene.untilFramesArrive(grace, ada);
      await scene.untilAllMeet([ada, grace]);
      expect(await keepsAda()).toBe(true);
    },
  );

  it('brings media back after the route was lost', async () => {
    const [port = 0] = await freePorts(1);
    const worker = { address: mediaAddress(), port };
    // Only the route's end is announced, and only UDP, so that no packet finds another way.
    const announced = '127.0.0.2';
    route = await UdpRoute.open(announced, worker);
    scene = await Scene.open({
      media: {
        workers: 1,
        portBase: port,
        addresses: [{ listen: worker.address, announce: announced }],
        transports: { udp: true, tcp: false },
      },
    });
    const room = await scene.api.createRoom();
    const people = [await scene.join('Ada', 'chromium', room), await scene.join('Grace', 'chromium', room)];
    await scene.untilAllMeet(people);
    const before = await Promise.all(people.map((person) => person.connections()));

    route.cut();
    for (const person of people) {
      await scene.until(`${person.name} to have no route`, async () =>
        (await person.connections()).every(({ state }) => state !== 'connected'),
      );
    }
    // Without a route for a while, both ask for new credentials: a short loss heals by itself.
    for (const [index, person] of people.entries()) await untilRenewed(scene, person, before[index] ?? []);
    route.restore();

    for (const [index, person] of people.entries()) await untilRestarted(scene, person, before[index] ?? []);
    await scene.untilAllMeet(people);
  });
});

/** Waits until both transports have new ICE credentials of the server. */
async function untilRenewed(
  scene: Scene,
  person: Participant,
  before: readonly ConnectionReport[],
): Promise<void> {
  await scene.until(`both transports of ${person.name} to have new ICE credentials`, async () => {
    const now = await person.connections();
    return now.every(({ remoteUfrag }, transport) => remoteUfrag !== before[transport]?.remoteUfrag);
  });
}

/** Waits until both transports have new credentials and a route, and checks that they are still the same. */
async function untilRestarted(
  scene: Scene,
  person: Participant,
  before: readonly ConnectionReport[],
): Promise<void> {
  await untilRenewed(scene, person, before);
  await scene.until(`both transports of ${person.name} to be connected`, async () =>
    (await person.connections()).every(({ state }) => state === 'connected'),
  );
  const indexes = (await person.connections()).map(({ index }) => index);
  expect(indexes).toEqual(before.map(({ index }) => index));
}

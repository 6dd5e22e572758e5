import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { CallPage } from '../harness/call-page.ts';
import { patternName } from '../harness/page/pattern.ts';
import { newPeerSecret } from '../harness/room-api.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(900_000);

const participantCount = 12;
const pageCount = 3;
const picture = { width: 160, height: 90 };

interface FakeParticipant {
  readonly name: string;
  readonly pattern: string;
  readonly page: CallPage;
}

describe('a room of twelve over two workers', () => {
  let scene: Scene;
  let everyone: FakeParticipant[];

  beforeAll(async () => {
    scene = await Scene.open({
      media: {
        workers: 2,
        maxPeersPerWorker: participantCount / 2,
        // Eleven pictures of 60 kbit/s. Twelve people in three browsers on a few cores answer late, which the
        // server would take for a thin link, and leave a picture out: that is not what this room is about.
        minOutgoingBitrate: 1_500_000,
      },
      client: { video: { ...picture, frameRate: 5, maxBitrate: 60_000 } },
    });
    const room = await scene.api.createRoom();
    const pages: CallPage[] = [];
    for (let index = 0; index < pageCount; index += 1) {
      pages.push(await scene.openCallPage());
    }
    everyone = [];
    for (let index = 0; index < participantCount; index += 1) {
      const page = pages[index % pageCount];
      if (page === undefined) throw new Error('there is a page for everyone');
      const name = `Peer ${index}`;
      const pattern = patternName(index);
      const { invitation, roomId } = room;
      const wish = { name, pattern, roomId, invitation, peerSecret: newPeerSecret(), microphone: false };
      await scene.guard(`${name} to join`, () => page.join(wish));
      everyone.push({ name, pattern, page });
    }
  });

  afterAll(() => scene?.close());

  /** Waits until each of them sees the right picture of every other one. */
  async function untilAllSeeAll(): Promise<void> {
    for (const viewer of everyone) {
      await scene.until(`${viewer.name} to see the eleven others`, async () => {
        // Tracks come and go while a worker is replaced, so that they are shown anew each time.
        await viewer.page.showAll(viewer.name, picture);
        const seen = await viewer.page.cameras(viewer.name);
        const right = seen.filter((camera) => {
          const sender = everyone.find(({ name }) => name === camera.name);
          return sender !== undefined && camera.pattern === sender.pattern && camera.framesDecoded > 0;
        });
        return right.length === participantCount - 1;
      });
    }
  }

  it('shows everyone to everyone, through pipes between the workers', async () => {
    await untilAllSeeAll();
    const metrics = await scene.server.metrics();
    expect(metrics.sum('sottovoce_rooms')).toBe(1);
    expect(metrics.sum('sottovoce_peers')).toBe(participantCount);
    expect(metrics.sum('sottovoce_routers')).toBe(2);
    expect(metrics.sum('sottovoce_pipes')).toBeGreaterThan(0);
  });

  it.each(['older', 'other'])('heals after its %s worker is killed', async () => {
    const before = await scene.server.workerPids();
    const [victim] = before;
    if (victim === undefined) throw new Error('the server has no worker');
    scene.server.killWorker(victim);
    await scene.until('two workers again', async () => {
      const pids = await scene.server.workerPids();
      return pids.length === 2 && !pids.includes(victim);
    });
    await scene.until('every participant to have two transports again', async () => {
      const reports = await Promise.all(pagesOf(everyone).map((page) => page.connections()));
      const open = reports.flat();
      return open.length === 2 * participantCount && open.every(({ state }) => state === 'connected');
    });
    await untilAllSeeAll();
    expect((await scene.server.metrics()).sum('sottovoce_peers')).toBe(participantCount);
  });
});

function pagesOf(participants: readonly FakeParticipant[]): CallPage[] {
  return [...new Set(participants.map(({ page }) => page))];
}

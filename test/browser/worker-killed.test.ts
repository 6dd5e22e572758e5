import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Participant } from '../harness/participant.ts';
import { Scene } from '../harness/scene.ts';

jest.setTimeout(600_000);

describe('a media worker that is killed', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open({ media: { workers: 2 } });
  });

  afterAll(() => scene?.close());

  async function workerOf(participant: Participant): Promise<number> {
    const [connection] = await participant.connections();
    if (connection?.remotePort === undefined) throw new Error(`${participant.name} has no connection`);
    return scene.server.workerAt(connection.remotePort);
  }

  it('costs its own room a moment and no click, and other rooms nothing', async () => {
    const room = await scene.api.createRoom();
    const otherRoom = await scene.api.createRoom();
    const ada = await scene.join('Ada', 'chromium', room);
    const grace = await scene.join('Grace', 'firefox', room);
    const hedy = await scene.join('Hedy', 'chromium', otherRoom);
    const katherine = await scene.join('Katherine', 'chromium', otherRoom);
    await scene.untilAllMeet([ada, grace]);
    await scene.untilAllMeet([hedy, katherine]);
    const victim = await workerOf(ada);
    expect(await workerOf(grace)).toBe(victim);
    expect(await workerOf(hedy)).not.toBe(victim);
    expect(await workerOf(katherine)).not.toBe(victim);
    const keepsAda = await grace.watchTileOf(ada);
    const lost = await ada.connections();
    const untouched = await hedy.connections();
    const framesBefore = await hedy.framesDecodedOf(katherine);

    scene.server.killWorker(victim);

    await scene.until('Ada to have new connections only', async () => {
      const now = await ada.connections();
      const isNew = now.every(({ index }) => lost.every((old) => old.index !== index));
      return now.length === 2 && isNew && now.every(({ state }) => state === 'connected');
    });
    await scene.untilAllMeet([ada, grace]);
    await scene.untilFramesArrive(ada, grace);
    await scene.untilFramesArrive(grace, ada);
    expect(await keepsAda()).toBe(true);

    // The other room has gone on, with the same connections and the same stream.
    expect(await hedy.connections()).toEqual(untouched);
    expect(await hedy.framesDecodedOf(katherine)).toBeGreaterThan(framesBefore);
    await scene.untilAllMeet([hedy, katherine]);

    await scene.until('a new worker in its place', async () => {
      const pids = await scene.server.workerPids();
      return pids.length === 2 && !pids.includes(victim);
    });
    expect((await scene.server.metrics()).sum('sottovoce_worker_restarts_total')).toBe(1);
  });
});

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type BrowserKind, TestBrowser } from '../harness/browser.ts';
import { until } from '../harness/condition.ts';
import { EncryptedCallPage } from '../harness/encrypted-call-page.ts';
import { RoomGuest } from '../harness/group/room-guest.ts';
import { PageApp } from '../harness/page-app.ts';
import { newPeerSecret } from '../harness/room-api.ts';
import { RoomControlRooms } from '../harness/room-control-rooms.ts';
import { ServerProcess } from '../harness/server-process.ts';

jest.setTimeout(600_000);

const kinds: Record<string, BrowserKind> = {
  Ada: 'chromium',
  Grace: 'firefox',
  Hedy: 'chromium',
  Katherine: 'firefox',
};
const names = Object.keys(kinds);
const comings = 10;
/** The promise: no tile stands still for longer than this while keys change. Milliseconds of decoded pictures. */
const longestFreeze = 1_000;

describe('a call of four while others come and go', () => {
  let server: ServerProcess;
  let app: PageApp;
  let rooms: RoomControlRooms;
  const pages = new Map<string, EncryptedCallPage>();

  beforeAll(async () => {
    server = await ServerProcess.start({
      // Small pictures: four browsers encode and decode twelve of them on the same cores.
      client: { video: { width: 320, height: 180, frameRate: 15, maxBitrate: 300_000 } },
    });
    rooms = new RoomControlRooms(server);
    app = await PageApp.open('page/encrypted-call-page.ts', server.httpPort);
    for (const [index, name] of names.entries()) {
      const browser = await TestBrowser.launch({ kind: kinds[name] ?? 'chromium', index });
      pages.set(name, await EncryptedCallPage.open(browser, app.origin));
    }
  });

  afterAll(async () => {
    const browsers = [...pages.values()].map(({ browser }) => browser);
    await Promise.all(browsers.map((browser) => browser.close()));
    await rooms?.close();
    await app?.close();
    await server?.close();
    expect(browsers.flatMap(({ journal }) => journal.crashes)).toEqual([]);
  });

  async function dump(): Promise<string> {
    const dumps = await Promise.all([...pages.values()].map((page) => page.dump()));
    return [...dumps, server.tail()].join('\n');
  }

  const awaited = (what: string, probe: () => Promise<boolean> | boolean): Promise<boolean> =>
    until(what, async () => (await probe()) || undefined, { limit: 120_000, dump });

  async function showsAll(viewer: string): Promise<boolean> {
    const others = names.filter((name) => name !== viewer);
    const reports = await Promise.all(others.map((name) => pages.get(viewer)?.arrival(name, 'camera')));
    return reports.every((report) => (report?.framesDecoded ?? 0) > 30);
  }

  it('keeps every picture moving through twenty changes of the keys', async () => {
    const room = await rooms.api.createRoom();
    for (const name of names) {
      const wish = {
        name,
        codec: 'vp8',
        sends: true,
        isWrongKey: false,
        peerSecret: newPeerSecret(),
      } as const;
      await pages.get(name)?.join({ ...wish, roomId: room.roomId, invitation: room.invitation });
    }
    for (const name of names) await awaited(`${name} to see all others`, () => showsAll(name));
    for (const page of pages.values()) await page.watchFreezes();
    let epochs = 0;
    for (let count = 0; count < comings; count += 1) {
      const guest = await RoomGuest.enter(rooms, room, `Guest ${count}`);
      await awaited(`guest ${count} to be let in`, () => guest.isInside);
      expect(guest.call.members.value).toHaveLength(names.length + 1);
      const code = guest.call.verificationCode.value;
      await awaited('everyone to be in that epoch', async () => {
        const codes = await Promise.all([...pages.values()].map((page) => page.verificationCode()));
        return codes.every((other) => other === code);
      });
      await guest.leave();
      await awaited('the guest to be out of the keys', async () => {
        const codes = await Promise.all([...pages.values()].map((page) => page.verificationCode()));
        return new Set(codes).size === 1 && !codes.includes(code);
      });
      epochs += 2;
    }
    expect(epochs).toBe(2 * comings);
    const freezes = await Promise.all(
      names.map(async (viewer) => ({ viewer, longest: await pages.get(viewer)?.freezes() })),
    );
    console.log(`Longest freezes, in milliseconds: ${JSON.stringify(freezes)}`);
    for (const { viewer, longest = {} } of freezes) {
      expect(Object.keys(longest).sort()).toEqual(names.filter((name) => name !== viewer).sort());
      for (const [sender, milliseconds] of Object.entries(longest)) {
        expect({ viewer, sender, froze: milliseconds > longestFreeze }).toEqual({
          viewer,
          sender,
          froze: false,
        });
      }
    }
  });
});

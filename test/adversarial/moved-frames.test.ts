import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Source } from '../../src/protocol/identifiers.ts';
import { changed, fed, sealed, sealedOne } from '../harness/group/frames.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let ada: GroupPerson;
let bea: GroupPerson;
let cy: GroupPerson;
beforeEach(async () => {
  room = new GroupRoom();
  ada = await room.join('Ada');
  bea = await room.join('Bea');
  cy = await room.join('Cy');
});
afterEach(() => room.close());

const texts = Array.from({ length: 16 }, (_, index) => `frame ${index}`);

/** What Cy makes of one source of Ada where the server says that it is another. */
async function moved(from: Source, to: Source, peerId = 'ada') {
  const frames = await sealed(room, ada.send(from), ...texts);
  return fed(room, cy, cy.receive(peerId, to), frames);
}

describe('frames where they belong', () => {
  it.each<Source>(['microphone', 'camera', 'screen', 'screen-audio'])('of a %s are shown', async (source) => {
    expect(await moved(source, source)).toEqual({ shown: texts, dropped: {} });
    expect(cy.call.alarms.value).toEqual([]);
  });
});

describe('frames that the server passes off as', () => {
  it("another member's are dropped, and everybody who gets them is told", async () => {
    expect(await moved('camera', 'camera', 'bea')).toEqual({ shown: [], dropped: { 'foreign-leaf': 16 } });
    expect(cy.call.alarms.value).toEqual([{ kind: 'tampered', reason: 'media foreign-leaf' }]);
  });

  it('those of two members, whose consumers it swaps, are dropped', async () => {
    const [adas, beas] = [
      await sealed(room, ada.send('camera'), ...texts),
      await sealed(room, bea.send('camera'), ...texts),
    ];
    for (const [peerId, frames] of [
      ['bea', adas],
      ['ada', beas],
    ] as const) {
      const fate = await fed(room, cy, cy.receive(peerId, 'camera'), frames);
      expect(fate).toEqual({ shown: [], dropped: { 'foreign-leaf': 16 } });
    }
  });

  it('somebody who is no member, are dropped', async () => {
    expect(await moved('camera', 'camera', 'nobody')).toEqual({
      shown: [],
      dropped: { 'foreign-leaf': 16 },
    });
  });

  it.each<[Source, Source]>([
    ['camera', 'screen'],
    ['screen', 'camera'],
    ['microphone', 'screen-audio'],
    ['screen-audio', 'microphone'],
  ])('another source are dropped: a %s as a %s', async (from, to) => {
    expect(await moved(from, to)).toEqual({ shown: [], dropped: { 'foreign-source': 16 } });
    expect(cy.call.alarms.value).toEqual([{ kind: 'tampered', reason: 'media foreign-source' }]);
  });

  it.each<[Source, Source]>([
    ['microphone', 'camera'],
    ['camera', 'microphone'],
    ['screen', 'screen-audio'],
  ])('another medium are dropped: a %s as a %s', async (from, to) => {
    expect((await moved(from, to)).shown).toEqual([]);
  });
});

describe('a frame whose name the server rewrites', () => {
  /** A VP8 delta frame has one byte before SFrame's header: config, KID (1 to 4 bytes), counter. */
  const kidAt = 2;

  it('to that of another member is not theirs', async () => {
    const frame = await sealedOne(room, bea.send('camera'), 'from Bea');
    const kid = new Uint8Array(frame.data).slice(kidAt, kidAt + 4);
    // Source 1, leaf 1, in the epoch of three members: 0b01_0000000001, then the epoch.
    expect([...kid.subarray(0, 2)]).toEqual([0b0100, 0b0000_0001]);
    const renamed = changed(frame, (bytes) => bytes.with(kidAt + 1, 0));
    const fate = await fed(room, cy, cy.receive('ada', 'camera'), [renamed]);
    expect(fate).toEqual({ shown: [], dropped: { 'not-authentic': 1 } });
  });

  it('to that of another source is not of it', async () => {
    const frame = await sealedOne(room, ada.send('camera'), 'my face');
    const renamed = changed(frame, (bytes) => bytes.with(kidAt, 0b1000));
    const fate = await fed(room, cy, cy.receive('ada', 'screen'), [renamed]);
    expect(fate).toEqual({ shown: [], dropped: { 'not-authentic': 1 } });
  });

  it('to a later counter is not sent anew', async () => {
    const frame = await sealedOne(room, ada.send('camera'), 'once');
    const picture = cy.receive('ada', 'camera');
    await fed(room, cy, picture, [frame]);
    // The config byte's low bits are a small counter itself.
    const later = changed(frame, (bytes) => bytes.with(1, (bytes[1] ?? 0) | 5));
    expect(await fed(room, cy, picture, [later])).toEqual({ shown: [], dropped: { 'not-authentic': 1 } });
  });

  it('from a delta frame to a key frame is neither', async () => {
    const delta = await sealedOne(room, ada.send('camera'), 'a change');
    const keyPrefix = [0x10, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0];
    const asKey = changed(delta, (bytes) => Uint8Array.of(...keyPrefix, ...bytes.subarray(1)));
    const fate = await fed(room, cy, cy.receive('ada', 'camera'), [asKey]);
    expect(fate).toEqual({ shown: [], dropped: { 'not-authentic': 1 } });
  });
});

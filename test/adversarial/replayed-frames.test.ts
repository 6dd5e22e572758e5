import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fed, sealed } from '../harness/group/frames.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import type { TrackStream } from '../harness/group/in-process-worker.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let bea: GroupPerson;
let camera: TrackStream;
let picture: TrackStream;
beforeEach(async () => {
  room = new GroupRoom();
  const ada = await room.join('Ada');
  bea = await room.join('Bea');
  camera = ada.send('camera');
  picture = bea.receive('ada', 'camera');
});
afterEach(() => room.close());

describe('a frame that the server sends again', () => {
  it('is shown once', async () => {
    const frames = await sealed(room, camera, 'one', 'two');
    expect(await fed(room, bea, picture, [...frames, ...frames])).toEqual({
      shown: ['one', 'two'],
      dropped: { replayed: 2 },
    });
  });

  it('is not shown by a consumer that the server makes anew, either', async () => {
    const frames = await sealed(room, camera, 'one', 'two');
    await fed(room, bea, picture, frames);
    const again = bea.receive('ada', 'camera');
    const [three] = await sealed(room, camera, 'three');
    expect(await fed(room, bea, again, [...frames, ...(three ? [three] : [])])).toEqual({
      shown: ['three'],
      dropped: { replayed: 2 },
    });
  });

  it('is not shown after any number of others', async () => {
    const texts = Array.from({ length: 2_100 }, (_, index) => String(index));
    const frames = await sealed(room, camera, ...texts);
    await fed(room, bea, picture, frames);
    const again = [frames[0], frames[1_075], frames[1_076], frames[2_099]].flatMap((one) => one ?? []);
    expect(await fed(room, bea, picture, again)).toEqual({
      shown: [],
      dropped: { 'too-old': 2, replayed: 2 },
    });
  });
});

describe('frames in another order', () => {
  it('are shown as they come, up to 1,023 behind, and not if they are later than that', async () => {
    const texts = Array.from({ length: 1_026 }, (_, index) => String(index));
    const frames = await sealed(room, camera, ...texts);
    const [first, second, third] = frames;
    const last = frames.at(-1);
    const order = [last, third, second, first].flatMap((one) => one ?? []);
    expect(await fed(room, bea, picture, order)).toEqual({
      shown: ['1025', '2'],
      dropped: { 'too-old': 2 },
    });
  });
});

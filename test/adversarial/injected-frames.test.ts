import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { EncodedFrame } from '../../src/client/encryption/encoded-frame.ts';
import type { Source } from '../../src/protocol/identifiers.ts';
import { changed, fed, sealed, sealedOne } from '../harness/group/frames.ts';
import { frameOf, type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let ada: GroupPerson;
let bea: GroupPerson;
beforeEach(async () => {
  room = new GroupRoom();
  ada = await room.join('Ada');
  bea = await room.join('Bea');
});
afterEach(() => room.close());

const bytes = (...values: number[]): EncodedFrame => ({
  data: Uint8Array.from(values).buffer,
  type: 'delta',
});
/** A frame of 32 by 32 pixels, as an encoder gives it (RFC 6386, section 9.1). */
const vp8Key = bytes(0x30, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0x20, 0x00, 0x20, 0x00, 0x47, 0x08, 0x85, 0x85);
const vp8Delta = bytes(0xb1, 0x01, 0x00, 0x05, 0x10, 0x10);
/** RFC 6716: what encoders send where nobody speaks. */
const opusSilence = [bytes(0xf8, 0xff, 0xfe), bytes(0xfc, 0xff, 0xfe), bytes(0x78), bytes(0xf8)];
/** With such an end, other systems let frames pass that are not sealed. */
const magic = (ending: string) => frameOf(`a frame${ending}`);

/** The frames that the decoder gets where the server puts these between true ones. */
async function shownAmong(source: Source, frames: readonly EncodedFrame[]): Promise<readonly string[]> {
  const [before, after] = await sealed(room, ada.send(source), 'before', 'after');
  const track = bea.receive('ada', source);
  const all = [before, ...frames, after].flatMap((one) => one ?? []);
  return (await fed(room, bea, track, all)).shown;
}

describe('what the server injects', () => {
  it.each<[string, Source, readonly EncodedFrame[]]>([
    ['a picture in clear', 'camera', [vp8Key, vp8Delta]],
    ['a screen in clear', 'screen', [vp8Key, vp8Delta]],
    ['silence', 'microphone', opusSilence],
    ['speech in clear', 'microphone', [bytes(0x78, ...Array.from({ length: 80 }, (_, index) => index))]],
    ['nothing', 'camera', [bytes()]],
    ['nothing', 'microphone', [bytes()]],
    [
      'nothing but the constant bytes',
      'camera',
      [bytes(0x11), bytes(0x10, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0)],
    ],
    ['a clear frame behind the constant bytes', 'camera', [bytes(0x11, 0xb1, 0x01, 0x00, 0x05, 0x10)]],
    ['zeros', 'camera', [bytes(0), bytes(...new Array<number>(64).fill(0))]],
    ['zeros', 'microphone', [bytes(0), bytes(...new Array<number>(128).fill(0))]],
    ['a magic trailer', 'microphone', [magic('LK-ROCKS'), magic('SIF'), magic('\u{0}')]],
  ])('never reaches the decoder: %s of the %s', async (_case, source, frames) => {
    expect(await shownAmong(source, frames)).toEqual(['before', 'after']);
  });

  it('never reaches the decoder, as long as it is shorter than what was sealed', async () => {
    const frame = await sealedOne(room, ada.send('camera'), 'the whole frame');
    const { byteLength } = frame.data;
    const cut = Array.from({ length: byteLength }, (_, length) =>
      changed(frame, (all) => all.slice(0, length)),
    );
    const picture = bea.receive('ada', 'camera');
    expect((await fed(room, bea, picture, cut)).shown).toEqual([]);
    expect((await fed(room, bea, picture, [frame])).shown).toEqual(['the whole frame']);
  });

  it('never reaches the decoder with one bit of it changed, wherever that is', async () => {
    const frame = await sealedOne(room, ada.send('microphone'), 'a word');
    const flipped = Array.from({ length: frame.data.byteLength }, (_, at) =>
      changed(frame, (all) => all.with(at, (all[at] ?? 0) ^ (1 << (at % 8)))),
    );
    const voice = bea.receive('ada', 'microphone');
    // Some bits name another epoch, which might come at any moment: those frames are last, so as to wait once.
    const sorted = [...flipped.slice(4), ...flipped.slice(0, 4)];
    expect((await fed(room, bea, voice, sorted)).shown).toEqual([]);
    expect((await fed(room, bea, voice, [frame])).shown).toEqual(['a word']);
  });

  it('is told after 16 frames of a kind', async () => {
    const clear = Array.from({ length: 16 }, () => vp8Delta);
    await shownAmong('camera', clear.slice(1));
    expect(bea.call.alarms.value).toEqual([]);
    await fed(room, bea, bea.receive('ada', 'screen'), clear);
    expect(bea.call.alarms.value).toEqual([{ kind: 'tampered', reason: 'media clear' }]);
  });
});

describe('a device without the keys', () => {
  it('sends nothing and shows nothing', async () => {
    const late = await room.enter('Cy', {
      invitation: room.invitation.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
    });
    const [camera, picture] = [late.send('camera'), late.receive('ada', 'camera')];
    const frame = await sealedOne(room, ada.send('camera'), 'for those inside');
    expect(await fed(room, late, picture, [frame, vp8Key])).toEqual({
      shown: [],
      dropped: { 'no-key': 1, clear: 1 },
    });
    expect(await fed(room, late, camera, [frameOf('my face')])).toEqual({
      shown: [],
      dropped: { 'no-key': 1 },
    });
  });
});

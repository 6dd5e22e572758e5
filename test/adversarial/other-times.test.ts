import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mlsExporter } from 'ts-mls';
import type { EncodedFrame } from '../../src/client/encryption/encoded-frame.ts';
import { EpochKeys } from '../../src/e2ee/frames/epoch-keys.ts';
import { FrameOpener } from '../../src/e2ee/frames/frame-opener.ts';
import { importBaseKey } from '../../src/e2ee/frames/sframe/key-schedule.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { FakeTime } from '../harness/group/fake-time.ts';
import { fed, sealed, sealedOne } from '../harness/group/frames.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { bytesOf, RogueMember } from '../harness/group/rogue-member.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let time: FakeTime;
let ada: GroupPerson;
let bea: GroupPerson;
beforeEach(async () => {
  room = new GroupRoom();
  time = FakeTime.begin(room);
  ada = await room.join('Ada');
  bea = await room.join('Bea');
});
afterEach(() => {
  room.close();
  time.end();
});

/** The room ends somebody's session, and goes on to feed them media: only their client is still there. */
function remove({ peerId }: GroupPerson): void {
  room.intercept = (delivery) => (delivery.to === peerId ? [] : [delivery]);
  room.interceptRequest = ({ from }, answer) => {
    if (from === peerId) throw new ProtocolError('unreachable');
    return answer();
  };
  room.delivery.left(peerId);
  for (const other of room.people.values()) if (other.peerId !== peerId) other.keys.session.peerLeft(peerId);
}

describe('a newcomer', () => {
  it('opens nothing from before it came, and all from then on', async () => {
    const camera = ada.send('camera');
    const earlier = await sealed(room, camera, 'between us', 'and us');
    expect(await fed(room, bea, bea.receive('ada', 'camera'), earlier)).toMatchObject({ dropped: {} });
    const cy = await room.join('Cy');
    const picture = cy.receive('ada', 'camera');
    expect(await fed(room, cy, picture, earlier)).toEqual({ shown: [], dropped: { 'no-key': 2 } });
    const later = await sealed(room, camera, 'welcome');
    expect(await fed(room, cy, picture, later)).toEqual({ shown: ['welcome'], dropped: {} });
  });

  it('reads nothing that was said before it came', async () => {
    const said: string[] = [];
    room.intercept = (delivery) => {
      if (delivery.to === 'bea' && delivery.name === 'groupMessage') said.push(delivery.data.message);
      return [delivery];
    };
    ada.keys.rename('Secret');
    await room.until('the message', () => said.length > 0);
    const before = [...said];
    const mallory = await RogueMember.join(room, 'Mallory');
    for (const message of before) await expect(mallory.mls.process(bytesOf(message))).rejects.toThrow();
  });
});

describe('somebody who was removed', () => {
  it('opens nothing that is sealed from then on, whatever it is still fed', async () => {
    const cy = await room.join('Cy');
    const camera = ada.send('camera');
    const picture = cy.receive('ada', 'camera');
    const before = await sealedOne(room, camera, 'before');
    remove(cy);
    await room.until('the others to go on', () =>
      [ada, bea].every(
        ({ call }) => call.members.value.length === 2 && call.state.value.kind === 'encrypted',
      ),
    );
    const after = await sealed(room, camera, 'after', 'and on');
    expect((await fed(room, cy, picture, [before, ...after])).shown).toEqual(['before']);
    expect((await fed(room, bea, bea.receive('ada', 'camera'), after)).shown).toEqual(['after', 'and on']);
  });

  it('finds no way into the next epoch, with every commit in its hands and no rules', async () => {
    const mallory = await RogueMember.join(room, 'Mallory');
    const members = (count: number) => () =>
      [ada, bea].every(({ call }) => call.members.value.length === count);
    await room.until('Mallory to be inside', members(3));
    const camera = ada.send('camera');
    const before = await sealedOne(room, camera, 'before');
    expect(await openedBy(mallory, before)).toBe('opened');
    mallory.commits.length = 0;
    for (const { keys } of [ada, bea]) keys.session.peerLeft('mallory');
    await room.until('Mallory to be removed', members(2));
    const after = await sealedOne(room, camera, 'after');
    expect(await openedBy(mallory, after)).toBe('not-authentic');
    expect(mallory.commits).toHaveLength(1);
    for (const commit of mallory.commits) await mallory.mls.process(commit).catch(() => undefined);
    expect(await openedBy(mallory, after)).toBe('not-authentic');
  });

  it('is heard for 5 s at most, by frames from before', async () => {
    const cy = await room.join('Cy');
    const [first, second, third] = await sealed(room, cy.send('camera'), 'first', 'second', 'third');
    const picture = ada.receive('cy', 'camera');
    const see = async (frame = first) => fed(room, ada, picture, frame ? [frame] : []);
    expect(await see(first)).toMatchObject({ shown: ['first'] });
    remove(cy);
    await room.until('the others to go on', () => ada.call.members.value.length === 2);
    expect(await see(second)).toMatchObject({ shown: ['second'] });
    await time.pass(5_500);
    expect(await see(third)).toEqual({ shown: [], dropped: { 'no-key': 1 } });
  });
});

describe('frames of a member who stays', () => {
  it('are shown for 5 s after their epoch has ended, and dropped from then on', async () => {
    const [early, late] = await sealed(room, ada.send('camera'), 'early', 'late');
    const picture = bea.receive('ada', 'camera');
    await ada.call.renewInvitation();
    await room.until('the next epoch', () => bea.call.invitation.value === ada.call.invitation.value);
    expect(await fed(room, bea, picture, early ? [early] : [])).toMatchObject({ shown: ['early'] });
    await time.pass(5_500);
    expect(await fed(room, bea, picture, late ? [late] : [])).toEqual({
      shown: [],
      dropped: { 'no-key': 1 },
    });
  });
});

/** What becomes of a frame of Ada's with the keys that a rogue member can derive, under whatever epoch's number. */
async function openedBy({ mls }: RogueMember, frame: EncodedFrame): Promise<string> {
  const { exporterSecret } = mls.state.keySchedule;
  const { suite } = mls.device;
  const bytes = await mlsExporter(exporterSecret, 'SFrame 1.0 Base Key', new Uint8Array(), 16, suite);
  const baseKey = await importBaseKey(new Uint8Array(bytes));
  const keys = new EpochKeys();
  for (let epoch = 0n; epoch < 16n; epoch += 1n) keys.install(epoch, baseKey, new Map([['ada', 0]]));
  const opener = new FrameOpener({ sender: 'ada', source: 'camera', codec: 'vp8', keys });
  const opened = await opener.open(new Uint8Array(frame.data));
  return opened.kind === 'opened' ? 'opened' : opened.reason;
}

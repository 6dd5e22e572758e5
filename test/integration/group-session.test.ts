import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryIdentity } from '../../src/client/identity/memory-identity.ts';
import { createInvitation } from '../../src/client/invitation.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { frameOf, GroupRoom, textOf } from '../harness/group/group-room.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
/** A camera that sends until it is stopped, or the test fails. */
let sending: ReturnType<typeof setInterval>;
beforeEach(() => {
  room = new GroupRoom();
});
afterEach(() => {
  clearInterval(sending);
  room.close();
});

describe('the group of a call', () => {
  it('lets people in one by one and all at once, under one code', async () => {
    const ada = await room.join('Ada');
    await Promise.all(['Bea', 'Cy', 'Dan', 'Eve'].map((name) => room.enter(name)));
    await room.settle();
    expect(ada.call.members.value.map(({ displayName }) => displayName).sort()).toEqual([
      'Ada',
      'Bea',
      'Cy',
      'Dan',
      'Eve',
    ]);
    expect(ada.call.members.value[0]).toEqual({
      id: 'ada',
      displayName: 'Ada',
      isMe: true,
      trust: 'guest',
      isConfirmed: true,
    });
    expect(ada.call.verificationCode.value).toMatch(/^(\d{5} ){5}\d{5}$/);
    expect([...room.people.values()].flatMap(({ call }) => call.alarms.value)).toEqual([]);
  });

  it('carries frames from each to each, and none to whoever has left', async () => {
    const [ada, bea, cy] = [await room.join('Ada'), await room.join('Bea'), await room.join('Cy')];
    const camera = ada.send('camera');
    const [atBea, atCy] = [bea.receive('ada', 'camera'), cy.receive('ada', 'camera')];
    await camera.write(frameOf('hello', 'key'));
    await room.until('the frame to be sealed', () => camera.passed.length === 1);
    for (const track of [atBea, atCy]) await track.write({ ...(camera.passed[0] ?? frameOf('')) });
    await room.until('the frame to be opened', () => atBea.passed.length + atCy.passed.length === 2);
    expect(atBea.passed.map(textOf)).toEqual(['hello']);
    room.leave(cy);
    await room.settle();
    expect(ada.call.members.value.map(({ id }) => id)).toEqual(['ada', 'bea']);
  });

  it('takes whoever comes back with the same device into its own place', async () => {
    const ada = await room.join('Ada');
    const identity = new MemoryIdentity();
    const bea = await room.join('Bea', { identity });
    room.leave(bea);
    await room.join('Bea', { identity });
    expect(ada.call.members.value.map(({ id }) => id)).toEqual(['ada', 'bea']);
    expect(ada.call.alarms.value).toEqual([]);
  });

  it('locks the old link out once it is renewed, and lets the new one in', async () => {
    const [ada, bea] = [await room.join('Ada'), await room.join('Bea')];
    await bea.call.renewInvitation();
    await room.until('the new link', () => ada.call.invitation.value !== room.invitation);
    expect(bea.call.invitation.value).toBe(ada.call.invitation.value);
    const late = await room.enter('Late');
    const friend = await room.enter('Friend', { invitation: ada.call.invitation.value });
    await room.until('the friend to be inside', () => friend.call.state.value.kind === 'encrypted');
    expect(late.call.state.value.kind).toBe('entering');
    expect(ada.call.members.value.map(({ id }) => id)).toEqual(['ada', 'bea', 'friend']);
  });

  it('does not let in who guesses', async () => {
    const ada = await room.join('Ada');
    const stranger = await room.enter('Stranger', { invitation: createInvitation() });
    await room.enter('Bea');
    await room.until('Bea to be inside', () => ada.call.members.value.length === 2);
    expect(stranger.call.state.value.kind).toBe('entering');
  });

  it('tells everyone of a name that has changed, those who come later, too', async () => {
    const [ada, bea] = [await room.join('Ada'), await room.join('Bea')];
    bea.keys.rename('Beatrice');
    const nameAt = (person: typeof ada) =>
      person.call.members.value.find(({ id }) => id === 'bea')?.displayName;
    await room.until('the new name', () => nameAt(ada) === 'Beatrice');
    const cy = await room.join('Cy');
    await room.until('the new name at Cy', () => nameAt(cy) === 'Beatrice');
  });

  it('knows a person again, and warns of another key', async () => {
    const adas = new MemoryIdentity();
    const ada = await room.join('Ada', { identity: adas });
    const bea = await room.join('Bea', { identity: new MemoryIdentity() });
    await ada.call.setVerified('bea', true);
    expect(ada.call.members.value[1]).toMatchObject({ id: 'bea', trust: 'verified' });
    room.leave(bea);
    await room.settle();
    await room.join('Bea');
    expect(ada.call.members.value[1]).toMatchObject({ id: 'bea', trust: 'changed' });
    const [alarm] = ada.call.alarms.value;
    expect(alarm).toEqual({ kind: 'identity-changed', memberId: 'bea', displayName: 'Bea' });
    if (alarm !== undefined) ada.call.dismissAlarm(alarm);
    expect(ada.call.members.value[1]).toMatchObject({ trust: 'guest' });
    expect(ada.call.alarms.value).toEqual([]);
  });

  it('signs for what it sends, and shows nothing more of whoever is forged', async () => {
    const [ada, bea, mallory] = [await room.join('Ada'), await room.join('Bea'), await room.join('Mallory')];
    const camera = ada.send('camera');
    const atBea = bea.receive('ada', 'camera');
    const pass = async (text: string) => {
      const before = camera.passed.length;
      await camera.write(frameOf(text));
      await room.until('the frame to be sealed', () => camera.passed.length > before);
      const sealed = camera.passed.at(-1);
      if (sealed !== undefined) await atBea.write({ ...sealed });
    };
    await pass('true');
    expect(mallory.call.alarms.value).toEqual([]);
    // A member knows the key of every sender, and the server puts the frame among Ada's.
    const { frame, said } = await mallory.forge('ada', 'camera', 'false');
    await atBea.write(frame);
    // Its maker's word for it is not Ada's.
    await mallory.keys.session.say({ kind: 'beacon', frames: [said] });
    await room.until('both to be shown', () => atBea.passed.length === 2);
    // A camera sends all the time, and its device speaks of it each second.
    sending = setInterval(() => void pass('more'), 100);
    await room.until('the alarm', () => bea.call.alarms.value.length > 0);
    clearInterval(sending);
    expect(bea.call.alarms.value).toEqual([{ kind: 'forged', memberId: 'ada', displayName: 'Ada' }]);
    const shown = atBea.passed.length;
    await pass('true again');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(atBea.passed).toHaveLength(shown);
    expect(ada.call.alarms.value).toEqual([]);
  });

  it('does not accuse whoever could not be heard for some seconds while their pictures went on', async () => {
    const [ada, bea] = [await room.join('Ada'), await room.join('Bea')];
    const camera = ada.send('camera');
    const atBea = bea.receive('ada', 'camera');
    sending = setInterval(async () => {
      const before = camera.passed.length;
      await camera.write(frameOf('a frame'));
      await room.until('the frame to be sealed', () => camera.passed.length > before);
      const sealed = camera.passed.at(-1);
      if (sealed !== undefined) await atBea.write({ ...sealed });
    }, 100);
    // The connection comes back while what waited is being said: the first words fail yet, and those behind them
    // would be heard.
    let failing = Number.POSITIVE_INFINITY;
    room.interceptRequest = ({ from, method }, answer) => {
      if (from !== 'ada' || method !== 'sendGroupMessage') return answer();
      if (failing > 0) {
        failing -= 1;
        throw new ProtocolError('unreachable');
      }
      return answer();
    };
    await room.until('Ada to be unconfirmed', () => bea.call.members.value[1]?.isConfirmed === false);
    failing = 3;
    ada.keys.sync(['bea']);
    await room.until('Ada to be confirmed', () => bea.call.members.value[1]?.isConfirmed === true);
    const shown = atBea.passed.length;
    await room.until('three seconds more', () => atBea.passed.length > shown + 30);
    clearInterval(sending);
    expect(bea.call.alarms.value).toEqual([]);
  });
});

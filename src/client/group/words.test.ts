import { describe, expect, it } from '@jest/globals';
import type { CallMessage } from '../../e2ee/group/call-message.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import { Words } from './words.ts';

/** A room that answers when the test says so. */
class Room {
  readonly heard: CallMessage[] = [];
  readonly asked: { message: CallMessage; pass: () => void; refuse: (code: ErrorCode) => void }[] = [];
  readonly problems: Error[] = [];
  readonly words = new Words({
    deliver: (message) =>
      new Promise((resolve, reject) => {
        this.asked.push({
          message,
          pass: () => {
            this.heard.push(message);
            resolve();
          },
          refuse: (code) => reject(new ProtocolError(code)),
        });
      }),
    problem: (error) => this.problems.push(error),
  });

  async answer(answer: 'pass' | ErrorCode): Promise<void> {
    const next = this.asked.shift();
    if (next === undefined) throw new Error('Nothing was asked of the room.');
    if (answer === 'pass') next.pass();
    else next.refuse(answer);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const beacon = (counter: number): CallMessage => ({
  kind: 'beacon',
  frames: [{ kid: 1, counter, digest: new Uint8Array(16) }],
});

describe('what a device has to say', () => {
  it('goes out one after the other', async () => {
    const room = new Room();
    for (const counter of [1, 2, 3]) room.words.say(beacon(counter));
    expect(room.asked).toHaveLength(1);
    for (const _ of [1, 2, 3]) await room.answer('pass');
    expect(room.heard).toEqual([1, 2, 3].map(beacon));
    expect(room.asked).toEqual([]);
  });

  it.each<ErrorCode>(['unreachable', 'rate-limited', 'stale-epoch', 'not-joined'])(
    'waits where the room answers %s, and nothing overtakes it',
    async (code) => {
      const room = new Room();
      room.words.say(beacon(1));
      room.words.say(beacon(2));
      await room.answer(code);
      expect(room.asked).toEqual([]);
      room.words.say({ kind: 'here' });
      await room.answer(code);
      room.words.resume();
      for (const _ of [1, 2, 3]) await room.answer('pass');
      expect(room.heard).toEqual([beacon(1), beacon(2), { kind: 'here' }]);
      expect(room.problems).toEqual([]);
    },
  );

  it('gives up what the room will never take, and tells', async () => {
    const room = new Room();
    room.words.say(beacon(1));
    room.words.say(beacon(2));
    await room.answer('message-too-large');
    await room.answer('pass');
    expect(room.heard).toEqual([beacon(2)]);
    expect(room.problems).toHaveLength(1);
  });

  it('says the latest name only, and once that it is there', async () => {
    const room = new Room();
    room.words.say(beacon(1));
    for (const displayName of ['Bea', 'Beatrice']) {
      room.words.say({ kind: 'name', displayName });
      room.words.say({ kind: 'here' });
    }
    for (const _ of [1, 2, 3]) await room.answer('pass');
    expect(room.heard).toEqual([beacon(1), { kind: 'name', displayName: 'Beatrice' }, { kind: 'here' }]);
    expect(room.asked).toEqual([]);
  });

  it('says nothing once it is closed', async () => {
    const room = new Room();
    room.words.say(beacon(1));
    room.words.say(beacon(2));
    room.words.close();
    await room.answer('unreachable');
    expect(room.asked).toEqual([]);
    expect(room.problems).toEqual([]);
  });
});

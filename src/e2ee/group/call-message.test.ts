import { describe, expect, it } from '@jest/globals';
import { utf8 } from '../bytes.ts';
import { type CallMessage, encodeCallMessage, parseCallMessage } from './call-message.ts';

describe('a message to the call', () => {
  it.each<CallMessage>([
    { kind: 'here' },
    { kind: 'name', displayName: 'Ada Lovelace' },
    { kind: 'beacon', frames: [{ kid: 7, counter: 3, digest: new Uint8Array(16).fill(9) }] },
  ])('arrives as it was: $kind', (message) => {
    expect(parseCallMessage(encodeCallMessage(message))).toEqual(message);
  });

  it.each([
    ['nothing', []],
    ['an unknown kind', [9]],
    ['something behind a word that stands alone', [1, 0]],
    ['no name', [2]],
    ['a name that turns text around', [2, ...utf8('a\u202eb')]],
    ['a torn beacon', [3, 1, 0]],
  ])('is not read from %s', (_what, bytes) => {
    expect(parseCallMessage(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('takes no name that nobody would accept', () => {
    expect(() => encodeCallMessage({ kind: 'name', displayName: '' })).toThrow(RangeError);
  });
});

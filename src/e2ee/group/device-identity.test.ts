import { describe, expect, it } from '@jest/globals';
import { createDeviceKey } from '../identity/device-key.ts';
import { deviceIdentity } from './device-identity.ts';
import { isDisplayName, memberCredential, printableName, readCredential } from './member-credential.ts';

describe('a device', () => {
  it('signs with a key that cannot be read', async () => {
    const key = await createDeviceKey();
    expect(key.privateKey.extractable).toBe(false);
    const { publicKey, suite } = await deviceIdentity(key, { peerId: 'a', displayName: 'Ada' });
    const message = new Uint8Array([1, 2, 3]);
    const signature = await suite.signature.sign(new Uint8Array(), message);
    expect(await suite.signature.verify(publicKey, message, signature)).toBe(true);
    expect(await suite.signature.verify(publicKey, new Uint8Array([1, 2, 4]), signature)).toBe(false);
  });
});

describe('a credential', () => {
  const credentialOf = (displayName: string, peerId = 'peer_1-A') =>
    memberCredential({ peerId, displayName });

  it.each(['Ada', 'Ωμέγα', '😀'.repeat(64), ' A '])('may name %j', (displayName) => {
    expect(readCredential(credentialOf(displayName))).toEqual({ peerId: 'peer_1-A', displayName });
  });

  it.each(['', '  ', 'a'.repeat(65), 'a\nb', 'a\u202eb', '\ud800'])('may not name %j', (name) => {
    expect(() => credentialOf(name)).toThrow(RangeError);
  });

  it.each([
    ['  Ada \n', 'Ada'],
    ['a\u202eb', 'ab'],
    ['\ud800Ada', '\ufffdAda'],
    ['😀'.repeat(70), '😀'.repeat(64)],
  ])('names what is printable of %j', (typed, printable) => {
    expect(printableName(typed)).toBe(printable);
    expect(isDisplayName(printable)).toBe(true);
  });

  it('names nobody where nothing is printable', () => {
    expect(printableName(' \u200f\n')).toBe('');
  });

  it.each(['', 'a b', 'ä', 'a'.repeat(65)])('may not be of the peer %j', (peerId) => {
    expect(() => credentialOf('Ada', peerId)).toThrow(RangeError);
  });

  it.each([
    ['another version', [2, 1, 65, 65]],
    ['no name', [1, 1, 65]],
    ['no peer', [1, 0, 65]],
    ['a peer that ends too late', [1, 9, 65, 65]],
    ['no UTF-8', [1, 1, 65, 0xff]],
    ['nothing', []],
  ])('is not read from %s', (_case, identity) => {
    expect(readCredential({ credentialType: 'basic', identity: Uint8Array.from(identity) })).toBeUndefined();
  });
});

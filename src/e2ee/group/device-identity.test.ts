import { describe, expect, it } from '@jest/globals';
import { createDeviceKey, deviceIdentity } from './device-identity.ts';
import { displayNameOf, memberCredential } from './member-credential.ts';

describe('a device', () => {
  it('signs with a key that cannot be read', async () => {
    const key = await createDeviceKey();
    expect(key.privateKey.extractable).toBe(false);
    const { publicKey, suite } = await deviceIdentity(key, 'Ada');
    const message = new Uint8Array([1, 2, 3]);
    const signature = await suite.signature.sign(new Uint8Array(), message);
    expect(await suite.signature.verify(publicKey, message, signature)).toBe(true);
    expect(await suite.signature.verify(publicKey, new Uint8Array([1, 2, 4]), signature)).toBe(false);
  });
});

describe('a display name', () => {
  it.each(['Ada', 'Ωμέγα', '😀'.repeat(64), ' A '])('may be %j', (name) => {
    expect(displayNameOf(memberCredential(name))).toBe(name);
  });

  it.each(['', '  ', 'a'.repeat(65), 'a\nb', 'a\u202eb', '\ud800'])('may not be %j', (name) => {
    expect(() => memberCredential(name)).toThrow(RangeError);
  });

  it.each([
    ['another version', [2, 65]],
    ['no name', [1]],
    ['no UTF-8', [1, 0xff]],
    ['nothing', []],
  ])('is not read from %s', (_case, identity) => {
    expect(displayNameOf({ credentialType: 'basic', identity: Uint8Array.from(identity) })).toBeUndefined();
  });
});

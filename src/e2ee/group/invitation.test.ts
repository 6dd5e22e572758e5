import { describe, expect, it } from '@jest/globals';
import {
  createInvitationSecret,
  encodeInvitationSecret,
  isJoinMac,
  joinMac,
  openInvitation,
  parseInvitationSecret,
} from './invitation.ts';

const secret = new Uint8Array(32).fill(9);
const keyPackage = new Uint8Array([1, 2, 3]);

describe('an invitation', () => {
  it('travels in a fragment', () => {
    const random = createInvitationSecret();
    const fragment = encodeInvitationSecret(random);
    expect(fragment).toMatch(/^[\w-]{43}$/);
    expect(parseInvitationSecret(fragment)).toEqual(random);
  });

  it.each(['', 'abc', 'a'.repeat(44), `${'a'.repeat(42)}=`, `${'a'.repeat(42)}b`, `${'a'.repeat(42)}/`])(
    'is not read from %j',
    (fragment) => {
      expect(parseInvitationSecret(fragment)).toBeUndefined();
    },
  );

  it('has the same keys for everybody in a room, and others in another room', async () => {
    const [one, same, elsewhere] = await Promise.all(
      ['a', 'a', 'b'].map((room) => openInvitation(secret, room)),
    );
    expect(one?.psk).toEqual(same?.psk);
    expect(one?.pskId).toEqual(same?.pskId);
    expect(one?.psk).not.toEqual(elsewhere?.psk);
    expect(one?.pskId).not.toEqual(elsewhere?.pskId);
    expect(one?.psk.subarray(0, 16)).not.toEqual(one?.pskId);
  });

  it('tells key packages of those who have it', async () => {
    const invitation = await openInvitation(secret, 'a');
    const mac = await joinMac(invitation, keyPackage);
    expect(await isJoinMac(invitation, keyPackage, mac)).toBe(true);
    expect(await isJoinMac(invitation, new Uint8Array([1, 2, 4]), mac)).toBe(false);
    expect(await isJoinMac(invitation, keyPackage, mac.subarray(1))).toBe(false);
    expect(await isJoinMac(await openInvitation(secret, 'b'), keyPackage, mac)).toBe(false);
  });
});

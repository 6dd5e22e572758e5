import { describe, expect, it } from '@jest/globals';
import type { Proposal } from 'ts-mls';
import { reviewChanges } from './commit-policy.ts';
import { prepareJoin } from './join-request.ts';
import type { Member } from './member.ts';
import { invite, personCalled } from './testing/people.ts';

describe('a call of 1024 members', () => {
  const members = Array.from(
    { length: 1024 },
    (_, leaf): Member => ({
      leaf,
      publicKey: Uint8Array.of(leaf >> 8, leaf & 0xff),
      peerId: `member-${leaf}`,
      displayName: 'Member',
    }),
  );

  it('lets nobody in until somebody leaves, as a KID has 10 bits for the leaf', async () => {
    const invitation = await invite();
    const { device, keyPackage, request } = await prepareJoin(await personCalled('Late'), invitation);
    const proposals: Proposal[] = [
      { proposalType: 'add', add: { keyPackage } },
      {
        proposalType: 'psk',
        psk: {
          preSharedKeyId: { psktype: 'external', pskId: invitation.pskId, pskNonce: new Uint8Array(32) },
        },
      },
    ];
    const data = { joinMacs: [request.mac], renewal: undefined };
    await expect(
      reviewChanges(device.suite, proposals, data, invitation, members, new Set()),
    ).rejects.toMatchObject({
      code: 'too-many-members',
    });
    const remove: Proposal = { proposalType: 'remove', remove: { removed: 7 } };
    const { removed } = await reviewChanges(
      device.suite,
      [...proposals, remove],
      data,
      invitation,
      members,
      new Set(),
    );
    expect(removed).toEqual([7]);
  });
});

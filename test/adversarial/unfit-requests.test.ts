import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { KeyPackage } from 'ts-mls';
import { signKeyPackage } from 'ts-mls/keyPackage.js';
import { signLeafNodeKeyPackage } from 'ts-mls/leafNode.js';
import type { DeviceIdentity } from '../../src/e2ee/group/device-identity.ts';
import { joinMac } from '../../src/e2ee/group/invitation.ts';
import { prepareJoin } from '../../src/e2ee/group/join-request.ts';
import { encodeKeyPackage } from '../../src/e2ee/group/mls-message.ts';
import { personCalled } from '../../src/e2ee/group/testing/people.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { admissionOf, RogueMember } from '../harness/group/rogue-member.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let ada: GroupPerson;
let bea: GroupPerson;
let mallory: RogueMember;
let eve: DeviceIdentity;
let keyPackage: KeyPackage;
beforeEach(async () => {
  room = new GroupRoom();
  [ada, bea] = [await room.join('Ada'), await room.join('Bea')];
  mallory = await RogueMember.join(room, 'Mallory');
  await room.until('Mallory to be inside', () => idsAt(ada).includes('mallory'));
  eve = await personCalled('Eve', 'eve');
  ({ keyPackage } = await prepareJoin(eve, mallory.invitation));
});
afterEach(() => room.close());

const idsAt = ({ call }: GroupPerson): string[] => call.members.value.map(({ id }) => id);

/** Eve, who has the link, asks for entry with a key package of her own making. */
async function ask(changes: Partial<Pick<KeyPackage, 'initKey'>>, encryptionKey: Uint8Array): Promise<void> {
  const { signature: _, ...leaf } = { ...keyPackage.leafNode, hpkePublicKey: encryptionKey };
  const leafNode = await signLeafNodeKeyPackage(leaf, new Uint8Array(), eve.suite.signature);
  const { signature: __, ...rest } = { ...keyPackage, ...changes, leafNode };
  const bytes = encodeKeyPackage(await signKeyPackage(rest, new Uint8Array(), eve.suite.signature));
  const request = { keyPackage: bytes, mac: await joinMac(mallory.invitation, bytes) };
  for (const person of room.people.values()) person.keys.session.peerJoined('eve');
  room.delivery.requestAdmission('eve', await admissionOf('eve', mallory.invitation, request));
}

/** The group goes on: somebody else comes in, and somebody goes. */
async function othersComeAndGo(): Promise<void> {
  await room.enter('Cy');
  await room.until('Cy to be inside', () => idsAt(ada).includes('cy'));
  room.leave(bea);
  await room.until('Bea to be gone', () => !idsAt(ada).includes('bea'));
}

describe('a request for entry that no commit can hold', () => {
  it('keeps nobody out, and nobody in, with the key of a leaf that is there', async () => {
    const node = mallory.mls.state.ratchetTree[2];
    if (node?.nodeType !== 'leaf') throw new Error('Bea has the second leaf.');
    await ask({}, node.leaf.hpkePublicKey);
    await othersComeAndGo();
    expect(idsAt(ada)).not.toContain('eve');
  });

  it('keeps nobody out, and nobody in, with one key for two ends', async () => {
    await ask({ initKey: keyPackage.leafNode.hpkePublicKey }, keyPackage.leafNode.hpkePublicKey);
    await othersComeAndGo();
    expect(idsAt(ada)).not.toContain('eve');
  });

  it.each([
    ['too short', 31],
    ['the point to which nobody can seal', 32],
  ])('keeps nobody out, and nobody in, with a key that is %s', async (_case, length) => {
    await ask({}, new Uint8Array(length));
    await othersComeAndGo();
    expect(idsAt(ada)).not.toContain('eve');
  });

  it('keeps nobody out where one participant asks with two devices at once', async () => {
    for (let device = 0; device < 2; device += 1) {
      eve = await personCalled('Eve', 'eve');
      ({ keyPackage } = await prepareJoin(eve, mallory.invitation));
      await ask({}, keyPackage.leafNode.hpkePublicKey);
    }
    await othersComeAndGo();
    expect(idsAt(ada).filter((id) => id === 'eve')).toHaveLength(1);
  });

  it('is granted where it is as it should be', async () => {
    await ask({}, keyPackage.leafNode.hpkePublicKey);
    await room.until('Eve to be inside', () => idsAt(ada).includes('eve'));
  });
});

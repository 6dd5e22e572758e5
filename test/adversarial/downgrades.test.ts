import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Capabilities, generateKeyPackageWithKey, type Proposal } from 'ts-mls';
import { toBase64Url, utf8 } from '../../src/e2ee/bytes.ts';
import { suiteName } from '../../src/e2ee/group/ciphersuite.ts';
import { capabilities, lifetime } from '../../src/e2ee/group/client-config.ts';
import { type Invitation, joinMac } from '../../src/e2ee/group/invitation.ts';
import { prepareJoin } from '../../src/e2ee/group/join-request.ts';
import { encodeKeyPackage } from '../../src/e2ee/group/mls-message.ts';
import { personCalled } from '../../src/e2ee/group/testing/people.ts';
import { Rogue } from '../../src/e2ee/group/testing/rogue.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { RequestsForEntry } from '../harness/group/requests-for-entry.ts';
import { admissionOf, bytesOf, invitationOf, RogueMember } from '../harness/group/rogue-member.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let invitation: Invitation;
beforeEach(async () => {
  room = new GroupRoom();
  invitation = await invitationOf(room);
});
afterEach(() => room.close());

const idsAt = ({ call }: GroupPerson): string[] => call.members.value.map(({ id }) => id);
const pskOf = ({ pskId }: Invitation): Proposal => ({
  proposalType: 'psk',
  psk: { preSharedKeyId: { psktype: 'external', pskId, pskNonce: new Uint8Array(32).fill(1) } },
});
const downgrade = { kind: 'tampered', reason: 'downgrade' };

/** Where two bytes for the suite stand in an MLSMessage of either kind (RFC 9420, sections 6, 10 and 12.4.3.1). */
const suiteAt = { welcome: 4, keyPackage: 6 } as const;
const versionAt = { keyPackage: 4 } as const;
/** MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519. */
const otherSuite = 3;

describe('the welcome', () => {
  it('to another suite is refused, and told', async () => {
    await room.join('Ada');
    room.intercept = (delivery) => {
      if (delivery.name !== 'groupWelcome') return [delivery];
      const welcome = toBase64Url(bytesOf(delivery.data.welcome).with(suiteAt.welcome + 1, otherSuite));
      return [{ ...delivery, data: { ...delivery.data, welcome } }];
    };
    const bea = await room.enter('Bea');
    await room.until('an alarm', () => bea.call.alarms.value.length > 0);
    expect(bea.call.alarms.value).toEqual([downgrade]);
    expect(bea.call.state.value.kind).toBe('entering');
  });

  const extensionData = new Uint8Array([0, 0, 0]);
  it.each<[string, Parameters<typeof Rogue.create>[2], 'refused' | 'taken']>([
    ['to a group like ours', {}, 'taken'],
    [
      'to an earlier version of our protocol',
      { groupId: utf8('sottovoce-call/0/mls-suite-1/0123456789abcdef') },
      'refused',
    ],
    ['to a group with a name of its own', { groupId: utf8('a call') }, 'refused'],
    [
      'to a group with extensions',
      { extensions: [{ extensionType: 'required_capabilities', extensionData }] },
      'refused',
    ],
  ])('%s, by somebody who has the link, is %s', async (_case, options, outcome) => {
    await room.join('Ada');
    const requests = new RequestsForEntry(room, invitation);
    room.intercept = (delivery) => (delivery.name === 'groupWelcome' ? [] : [delivery]);
    const bea = await room.enter('Bea');
    const rogue = await Rogue.create(await personCalled('Mallory', 'mallory'), invitation, options);
    const { welcome = new Uint8Array() } = await rogue.commit([
      await requests.addOf('bea'),
      pskOf(invitation),
    ]);
    const data = { groupId: 'Z3JvdXA', epoch: 1, welcome: toBase64Url(welcome), byPeerId: 'ada' };
    room.hand({ to: 'bea', name: 'groupWelcome', data });
    if (outcome === 'taken') {
      await room.until('Bea to be inside', () => bea.call.state.value.kind === 'encrypted');
      return;
    }
    await room.until('an alarm', () => bea.call.alarms.value.length > 0);
    expect(bea.call.alarms.value).toEqual([downgrade]);
    expect(bea.call.state.value.kind).toBe('entering');
  });
});

describe('a request for entry', () => {
  let ada: GroupPerson;
  beforeEach(async () => {
    ada = await room.join('Ada');
  });

  /** Has Ada judge this key package, with the MAC that its maker can compute, and then an honest one. */
  async function judged(keyPackage: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
    ada.keys.session.peerJoined('eve');
    const mac = await joinMac(invitation, keyPackage);
    const data = await admissionOf('eve', invitation, { keyPackage, mac });
    room.delivery.requestAdmission('eve', data);
    await room.enter('Bea');
    await room.until('Bea to be inside', () => idsAt(ada).includes('bea'));
    return idsAt(ada);
  }

  it('as any client makes it is granted', async () => {
    const eve = await prepareJoin(await personCalled('Eve', 'eve'), invitation);
    expect(await judged(eve.request.keyPackage)).toContain('eve');
  });

  it.each([
    ['another suite', suiteAt.keyPackage + 1, otherSuite],
    ['no known suite', suiteAt.keyPackage, 0xf0],
    ['another version of MLS', versionAt.keyPackage + 1, 2],
  ])('in %s is not granted', async (_case, at, value) => {
    const eve = await prepareJoin(await personCalled('Eve', 'eve'), invitation);
    expect(await judged(eve.request.keyPackage.with(at, value))).toEqual(['ada', 'bea']);
  });

  it.each<[string, Partial<Capabilities>]>([
    ['no suite', { ciphersuites: [] }],
    ['another suite', { ciphersuites: ['MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519'] }],
    ['a weaker suite beside ours', { ciphersuites: [suiteName, 'MLS_128_DHKEMP256_AES128GCM_SHA256_P256'] }],
    ['no version', { versions: [] }],
    ['no credential', { credentials: [] }],
    ['extensions', { extensions: [0xf0aa] }],
  ])('of a device that says to be able to do %s is not granted', async (_case, other) => {
    const device = await personCalled('Eve', 'eve');
    const { publicPackage } = await generateKeyPackageWithKey(
      device.credential,
      { ...capabilities, ...other },
      lifetime,
      [],
      { publicKey: device.publicKey, signKey: new Uint8Array() },
      device.suite,
    );
    expect(await judged(encodeKeyPackage(publicPackage))).toEqual(['ada', 'bea']);
  });
});

describe('a commit by a member', () => {
  it.each<[string, string, Proposal]>([
    [
      'that changes the extensions of the group',
      'forbidden-proposal',
      { proposalType: 'group_context_extensions', groupContextExtensions: { extensions: [] } },
    ],
    [
      'that ends the group for one of another suite',
      'no-update-path',
      {
        proposalType: 'reinit',
        reinit: {
          groupId: utf8('elsewhere'),
          version: 'mls10',
          cipherSuite: 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519',
          extensions: [],
        },
      },
    ],
  ])('%s is refused, and told', async (_case, reason, proposal) => {
    const ada = await room.join('Ada');
    const mallory = await RogueMember.join(room, 'Mallory');
    await room.until('Mallory to be inside', () => idsAt(ada).includes('mallory'));
    mallory.send((await mallory.mls.commit([proposal])).commit);
    await room.until('an alarm', () => ada.call.alarms.value.length > 0);
    expect(ada.call.alarms.value).toEqual([{ kind: 'tampered', reason }]);
  });

  it('in clear is refused, and told', async () => {
    const ada = await room.join('Ada');
    const mallory = await RogueMember.join(room, 'Mallory');
    await room.until('Mallory to be inside', () => idsAt(ada).includes('mallory'));
    mallory.send((await mallory.mls.commit([], {}, { wireAsPublicMessage: true })).commit);
    await room.until('an alarm', () => ada.call.alarms.value.length > 0);
    expect(ada.call.alarms.value).toEqual([{ kind: 'tampered', reason: 'not-private' }]);
  });
});

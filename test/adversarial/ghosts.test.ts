import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Proposal } from 'ts-mls';
import { createInvitationSecret, type Invitation, openInvitation } from '../../src/e2ee/group/invitation.ts';
import { type PreparedJoin, prepareJoin } from '../../src/e2ee/group/join-request.ts';
import { personCalled } from '../../src/e2ee/group/testing/people.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { type GroupPerson, GroupRoom } from '../harness/group/group-room.ts';
import { admissionOf, invitationOf, RogueMember } from '../harness/group/rogue-member.ts';

jest.setTimeout(60_000);

let room: GroupRoom;
let ada: GroupPerson;
let bea: GroupPerson;
beforeEach(async () => {
  room = new GroupRoom();
  ada = await room.join('Ada');
  bea = await room.join('Bea');
});
afterEach(() => room.close());

const idsAt = (person: GroupPerson): string[] => person.call.members.value.map(({ id }) => id);
const codeAt = (person: GroupPerson): string | undefined => person.call.verificationCode.value;
/** Whoever catches up is told of a request again. */
const reasonsAt = (person: GroupPerson): string[] => person.problems.map(({ message }) => message);
const addOf = ({ keyPackage }: PreparedJoin): Proposal => ({ proposalType: 'add', add: { keyPackage } });
const pskOf = ({ pskId }: Invitation): Proposal => ({
  proposalType: 'psk',
  psk: { preSharedKeyId: { psktype: 'external', pskId, pskNonce: new Uint8Array(32).fill(1) } },
});

/** The room takes a request for entry, and says to everyone inside that this participant is there. */
async function announce(
  peerId: string,
  prepared: PreparedJoin,
  invitation?: Invitation,
  mac = prepared.request.mac,
): Promise<void> {
  const data = await admissionOf(peerId, invitation ?? (await invitationOf(room)), {
    ...prepared.request,
    mac,
  });
  for (const person of room.people.values()) person.keys.session.peerJoined(peerId);
  room.delivery.requestAdmission(peerId, data);
}

/** Whoever asks after the ghost is let in, by which the ghost's request has been judged. */
async function nobodyButCyComesIn(): Promise<void> {
  await room.enter('Cy');
  await room.until('Cy to be inside', () => idsAt(ada).includes('cy') && idsAt(bea).includes('cy'));
  for (const person of [ada, bea]) expect(idsAt(person).sort()).toEqual(['ada', 'bea', 'cy']);
}

describe('a device that the server would smuggle in', () => {
  it('is let in where it has the link: then all see it', async () => {
    const invitation = await invitationOf(room);
    room.delivery.requestAdmission(
      'eve',
      await admissionOf('eve', invitation, (await prepare('Eve')).request),
    );
    for (const person of [ada, bea]) person.keys.session.peerJoined('eve');
    await room.until('Eve to be inside', () => idsAt(ada).includes('eve') && idsAt(bea).includes('eve'));
  });

  it('stays outside with a key package that was forged for somebody whom all know', async () => {
    const secret = await openInvitation(createInvitationSecret(), room.roomId);
    const forged = await prepareJoin(await personCalled('Bea', 'bea'), secret);
    await announce('bea', forged, secret);
    await nobodyButCyComesIn();
  });

  it('stays outside without the MAC of the invitation, even if it knows how requests are sealed', async () => {
    const eve = await prepare('Eve');
    await announce('eve', eve, undefined, new Uint8Array(32));
    await nobodyButCyComesIn();
    expect(new Set(reasonsAt(ada))).toEqual(new Set(['Somebody was not let in: wrong-join-mac.']));
  });

  it('stays outside if another key signed for it', async () => {
    const someone = await personCalled('Eve', 'eve');
    const { publicKey } = await personCalled('Dan', 'dan');
    const forged = await prepareJoin({ ...someone, publicKey }, await invitationOf(room));
    await announce('eve', forged);
    await nobodyButCyComesIn();
    expect(new Set(reasonsAt(ada))).toEqual(new Set(['Somebody was not let in: invalid.']));
  });

  it('stays outside if the room calls it by the name of another participant', async () => {
    await announce('dan', await prepare('Eve'));
    await nobodyButCyComesIn();
  });

  it('stays outside while the participant whose name it bears is inside', async () => {
    await announce('bea', await prepare('Bea'));
    await nobodyButCyComesIn();
  });

  it('is shown as another device where the server says that the one before it has gone', async () => {
    await ada.call.setVerified('bea', true);
    const forged = await prepare('Bea');
    cutOff(bea);
    ada.keys.session.peerLeft('bea');
    await room.until('Bea to be removed', () => idsAt(ada).length === 1);
    const admission = await admissionOf('bea', await invitationOf(room), forged.request);
    room.hand({ to: 'ada', name: 'admissionRequested', data: admission });
    room.delivery.requestAdmission('bea', admission);
    ada.keys.session.peerJoined('bea');
    await room.until('the other Bea to be inside', () => idsAt(ada).includes('bea'));
    expect(ada.call.members.value[1]).toMatchObject({ id: 'bea', trust: 'changed' });
    expect(ada.call.alarms.value).toContainEqual({
      kind: 'identity-changed',
      memberId: 'bea',
      displayName: 'Bea',
    });
  });
});

describe('a ghost that a member would bring in', () => {
  it('comes in with all that is asked for, and under its name', async () => {
    const mallory = await RogueMember.join(room, 'Mallory');
    const eve = await mallory.friend('Eve');
    await commitOf(mallory, [addOf(eve), pskOf(mallory.invitation)], [eve.request.mac]);
    await room.until('Eve to be named', () => idsAt(ada).includes('eve') && idsAt(bea).includes('eve'));
  });

  it.each<[string, string, (mallory: RogueMember) => Promise<unknown>]>([
    [
      'without the PSK',
      'no-invitation',
      async (mallory) => {
        const eve = await mallory.friend('Eve');
        await commitOf(mallory, [addOf(eve)], [eve.request.mac]);
      },
    ],
    [
      'without a MAC',
      'no-join-mac',
      async (mallory) =>
        commitOf(mallory, [addOf(await mallory.friend('Eve')), pskOf(mallory.invitation)], []),
    ],
    [
      'with the MAC of another',
      'wrong-join-mac',
      async (mallory) => {
        const [eve, dan] = [await mallory.friend('Eve'), await mallory.friend('Dan')];
        await commitOf(mallory, [addOf(eve), pskOf(mallory.invitation)], [dan.request.mac]);
      },
    ],
    [
      'under the name of a participant who is inside',
      'duplicate-peer',
      async (mallory) => {
        const eve = await mallory.friend('Bea');
        await commitOf(mallory, [addOf(eve), pskOf(mallory.invitation)], [eve.request.mac]);
      },
    ],
    [
      'by a commit from outside',
      'external-commit',
      async (mallory) => mallory.send(await mallory.mls.externalCommitOf(await mallory.friend('Eve'))),
    ],
    [
      'by a proposal from outside',
      'external-sender',
      async (mallory) => mallory.send(await mallory.mls.externalProposalOf(await mallory.friend('Eve'))),
    ],
  ])('stays outside %s, and all are told', async (_case, reason, smuggle) => {
    const before = codeAt(ada);
    const mallory = await RogueMember.join(room, 'Mallory');
    await room.until('Mallory to be inside', () => codeAt(ada) !== before && codeAt(bea) === codeAt(ada));
    const code = codeAt(ada);
    await smuggle(mallory);
    for (const person of [ada, bea]) {
      await room.until('an alarm', () => person.call.alarms.value.length > 0);
      expect(person.call.alarms.value).toEqual([{ kind: 'tampered', reason }]);
      expect(idsAt(person).sort()).toEqual(['ada', 'bea', 'mallory']);
      expect(codeAt(person)).toBe(code);
    }
  });
});

/** Nothing passes between the room and this person any more. */
function cutOff({ peerId }: GroupPerson): void {
  room.intercept = (delivery) => (delivery.to === peerId ? [] : [delivery]);
  room.interceptRequest = ({ from }, answer) => {
    if (from === peerId) throw new ProtocolError('unreachable');
    return answer();
  };
}

async function prepare(name: string): Promise<PreparedJoin> {
  return prepareJoin(await personCalled(name, name.toLowerCase()), await invitationOf(room));
}

async function commitOf(
  mallory: RogueMember,
  proposals: Proposal[],
  joinMacs: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const { commit } = await mallory.mls.commit(proposals, { joinMacs });
  mallory.send(commit);
}

import { describe, expect, it } from '@jest/globals';
import type { Proposal } from 'ts-mls';
import { utf8 } from '../bytes.ts';
import { CallGroup } from './call-group.ts';
import { suiteName } from './ciphersuite.ts';
import { createInvitationSecret, type Invitation } from './invitation.ts';
import { type PreparedJoin, prepareJoin } from './join-request.ts';
import { apply, invite, joined, personCalled } from './testing/people.ts';
import { Rogue } from './testing/rogue.ts';
import { verificationCode } from './verification-code.ts';

const invitation = await invite();
const other = await invite();
const refusedAs = (code: string) => expect.objectContaining({ name: 'Refusal', code });

/** Ada, who keeps the rules, and Mallory, a member who does not. */
async function adaAndMallory(): Promise<{ ada: CallGroup; mallory: Rogue }> {
  const alone = await CallGroup.create(await personCalled('Ada'), invitation);
  const prepared = await prepareJoin(await personCalled('Mallory'), invitation);
  const { group, commit, welcome } = await alone.commitChanges({ add: [prepared.request] });
  return { ada: await apply(group, commit), mallory: await Rogue.join(prepared, welcome) };
}

const prepare = async (name: string, link: Invitation = invitation) =>
  prepareJoin(await personCalled(name), link);
const addOf = ({ keyPackage }: PreparedJoin): Proposal => ({ proposalType: 'add', add: { keyPackage } });
const pskOf = ({ pskId }: Invitation): Proposal => ({
  proposalType: 'psk',
  psk: { preSharedKeyId: { psktype: 'external', pskId, pskNonce: new Uint8Array(32).fill(1) } },
});
const removalOf = (removed: number): Proposal => ({ proposalType: 'remove', remove: { removed } });

describe('a ghost', () => {
  it('would get in if the rules were kept: the invitation, its PSK and its MAC', async () => {
    const { ada, mallory } = await adaAndMallory();
    const eve = await prepare('Eve');
    const { commit, welcome } = await mallory.commit([addOf(eve), pskOf(invitation)], {
      joinMacs: [eve.request.mac],
    });
    const inside = await joined(eve, welcome);
    expect((await apply(ada, commit)).epochAuthenticator).toEqual(inside.epochAuthenticator);
  });

  it('does not without the PSK', async () => {
    const { ada, mallory } = await adaAndMallory();
    const eve = await prepare('Eve');
    const { commit, welcome } = await mallory.commit([addOf(eve)], { joinMacs: [eve.request.mac] });
    await expect(ada.process(commit)).rejects.toEqual(refusedAs('no-invitation'));
    await expect(joined(eve, welcome)).rejects.toEqual(refusedAs('no-invitation'));
  });

  it('does not with the PSK of another invitation', async () => {
    const { ada, mallory } = await adaAndMallory();
    const eve = await prepare('Eve');
    const { commit } = await mallory.commit([addOf(eve), pskOf(other)], { joinMacs: [eve.request.mac] });
    await expect(ada.process(commit)).rejects.toEqual(refusedAs('unexpected-psk'));
  });

  it('does not without a MAC, or with that of another', async () => {
    const { ada, mallory } = await adaAndMallory();
    const [eve, dan] = [await prepare('Eve'), await prepare('Dan')];
    const proposals = [addOf(eve), pskOf(invitation)];
    const none = await mallory.commit(proposals);
    await expect(ada.process(none.commit)).rejects.toEqual(refusedAs('no-join-mac'));
    const foreign = await mallory.commit(proposals, { joinMacs: [dan.request.mac] });
    await expect(ada.process(foreign.commit)).rejects.toEqual(refusedAs('wrong-join-mac'));
    const swapped = await mallory.commit([addOf(eve), addOf(dan), pskOf(invitation)], {
      joinMacs: [dan.request.mac, eve.request.mac],
    });
    await expect(ada.process(swapped.commit)).rejects.toEqual(refusedAs('wrong-join-mac'));
  });

  it('does not with a key package that bears a known name and comes with no invitation', async () => {
    const { ada } = await adaAndMallory();
    const forged = await prepare('Ada', other);
    await expect(ada.checkJoin(forged.request)).rejects.toEqual(refusedAs('wrong-join-mac'));
    await expect(ada.commitChanges({ add: [forged.request] })).rejects.toEqual(refusedAs('wrong-join-mac'));
  });

  it('cannot pass for a known device, whose key it does not have', async () => {
    const { ada, mallory } = await adaAndMallory();
    const dan = await personCalled('Dan');
    const forged = await prepareJoin(
      { ...(await personCalled('Eve')), publicKey: dan.publicKey },
      invitation,
    );
    await expect(ada.checkJoin(forged.request)).rejects.toEqual(refusedAs('invalid'));
    await expect(
      mallory.commit([addOf(forged), pskOf(invitation)], { joinMacs: [forged.request.mac] }),
    ).rejects.toThrow();
  });

  it('does not by an external commit, nor by a proposal from outside', async () => {
    const { ada, mallory } = await adaAndMallory();
    const commit = await mallory.externalCommitOf(await prepare('Eve'));
    await expect(ada.process(commit)).rejects.toEqual(refusedAs('external-commit'));
    const proposal = await mallory.externalProposalOf(await prepare('Eve'));
    await expect(ada.process(proposal)).rejects.toEqual(refusedAs('external-sender'));
    await expect(ada.open(proposal)).rejects.toEqual(refusedAs('external-sender'));
  });

  it('does not as a participant who is inside', async () => {
    const { ada, mallory } = await adaAndMallory();
    const eve = await prepareJoin(await personCalled('Eve', mallory.device.peerId), invitation);
    await expect(ada.checkJoin(eve.request)).rejects.toEqual(refusedAs('duplicate-peer'));
  });

  it('does not twice with one device', async () => {
    const { ada, mallory } = await adaAndMallory();
    const again = await prepareJoin(mallory.device, invitation);
    await expect(ada.checkJoin(again.request)).rejects.toEqual(refusedAs('duplicate-device'));
    await expect(ada.commitChanges({ add: [(await prepare('Eve')).request, again.request] })).rejects.toEqual(
      refusedAs('duplicate-device'),
    );
  });
});

describe('a member outside the rules', () => {
  it.each<[string, string, (mallory: Rogue) => Promise<Uint8Array>]>([
    [
      'changes the extensions of the group',
      'forbidden-proposal',
      async (mallory) => {
        const proposal: Proposal = {
          proposalType: 'group_context_extensions',
          groupContextExtensions: { extensions: [] },
        };
        return (await mallory.commit([proposal])).commit;
      },
    ],
    [
      'ends the group for another one',
      'no-update-path',
      async (mallory) => {
        const proposal: Proposal = {
          proposalType: 'reinit',
          reinit: {
            groupId: utf8('elsewhere'),
            version: 'mls10',
            cipherSuite: suiteName,
            extensions: [],
          },
        };
        return (await mallory.commit([proposal])).commit;
      },
    ],
    [
      'commits what nobody knows',
      'forbidden-proposal',
      async (mallory) =>
        (await mallory.commit([{ proposalType: 0xf0aa, proposalData: new Uint8Array() }])).commit,
    ],
    ['proposes without committing', 'standalone-proposal', (mallory) => mallory.propose(removalOf(0))],
    [
      'commits what was proposed before',
      'proposal-by-reference',
      async (mallory) => {
        await mallory.propose(removalOf(0));
        return (await mallory.commit([])).commit;
      },
    ],
    [
      'commits in the clear',
      'not-private',
      async (mallory) => (await mallory.commit([], {}, { wireAsPublicMessage: true })).commit,
    ],
    [
      'uses the PSK without an Add',
      'unexpected-psk',
      async (mallory) => (await mallory.commit([pskOf(invitation)])).commit,
    ],
    [
      'renews the invitation under the eyes of whom it removes',
      'mixed-renewal',
      async (mallory) => (await mallory.commit([removalOf(0)], { renewal: createInvitationSecret() })).commit,
    ],
    [
      'claims a MAC for nobody',
      'no-join-mac',
      async (mallory) => (await mallory.commit([], { joinMacs: [new Uint8Array(32)] })).commit,
    ],
    [
      'leaves what belongs beside a commit out',
      'malformed',
      async (mallory) => (await mallory.commit([], {}, { authenticatedData: new Uint8Array() })).commit,
    ],
  ])('is refused if it %s', async (_case, code, rogueCommit) => {
    const { ada, mallory } = await adaAndMallory();
    await expect(ada.process(await rogueCommit(mallory))).rejects.toEqual(refusedAs(code));
    // Nothing of it stuck.
    const { commit } = await ada.commitChanges({});
    expect(ada.epoch).toBe(1);
    expect(commit.length).toBeGreaterThan(0);
  });

  it('is refused if it takes another name on', async () => {
    const { ada, mallory } = await adaAndMallory();
    const leaf = mallory.state.ratchetTree[2];
    if (leaf?.nodeType !== 'leaf') throw new Error('Mallory has leaf 1.');
    const { credential } = await personCalled('Ada');
    const tree = mallory.state.ratchetTree.slice();
    tree[2] = { ...leaf, leaf: { ...leaf.leaf, credential } };
    mallory.state = { ...mallory.state, ratchetTree: tree };
    const { commit } = await mallory.commit([]);
    await expect(ada.process(commit)).rejects.toEqual(refusedAs('wrong-identity'));
  });
});

describe('a downgrade', () => {
  const welcomeFrom = async (options: Parameters<typeof Rogue.create>[2], prepared: PreparedJoin) => {
    const rogue = await Rogue.create(await personCalled('Mallory'), invitation, options);
    return (await rogue.commit([addOf(prepared), pskOf(invitation)])).welcome ?? new Uint8Array();
  };

  it('is told from a group of our kind', async () => {
    const bea = await prepare('Bea');
    expect((await joined(bea, await welcomeFrom({}, bea))).members).toHaveLength(2);
  });

  it('to another protocol version is refused at the door', async () => {
    const bea = await prepare('Bea');
    const groupId = utf8('sottovoce-call/0/mls-suite-1/0123456789abcdef');
    await expect(joined(bea, await welcomeFrom({ groupId }, bea))).rejects.toEqual(refusedAs('downgrade'));
  });

  it('to another suite is refused at the door', async () => {
    const bea = await prepare('Bea');
    const welcome = await welcomeFrom({}, bea);
    // Version, wire format, then the suite: two bytes each (RFC 9420 sections 6 and 12.4.3.1).
    welcome[5] = 3;
    await expect(joined(bea, welcome)).rejects.toEqual(refusedAs('downgrade'));
  });

  it('to a group with extensions, such as for proposals from outside, is refused at the door', async () => {
    const bea = await prepare('Bea');
    const extensionData = new Uint8Array([0, 0, 0]);
    const extensions = [{ extensionType: 'required_capabilities' as const, extensionData }];
    const welcome = await welcomeFrom({ extensions }, bea);
    await expect(joined(bea, welcome)).rejects.toEqual(refusedAs('downgrade'));
  });
});

describe('a joiner', () => {
  it('does not follow a Welcome that is for somebody else', async () => {
    const { ada } = await adaAndMallory();
    const [bea, cy] = [await prepare('Bea'), await prepare('Cy')];
    const { welcome } = await ada.commitChanges({ add: [bea.request] });
    await expect(joined(cy, welcome)).rejects.toEqual(refusedAs('not-for-this-device'));
  });

  it('does not follow a Welcome by who does not know the invitation', async () => {
    const server = await Rogue.create(await personCalled('Ada'), other);
    const bea = await prepare('Bea');
    const { welcome } = await server.commit([addOf(bea), pskOf(other)]);
    await expect(joined(bea, welcome)).rejects.toEqual(refusedAs('invalid'));
    const withKnownId = await server.commit([addOf(bea), pskOf(invitation)]);
    await expect(joined(bea, withKnownId.welcome)).rejects.toEqual(refusedAs('invalid'));
  });
});

describe('a call that the server split by two commits', () => {
  it('shows different codes in its halves, and no way back', async () => {
    const alone = await CallGroup.create(await personCalled('Ada'), invitation);
    const prepared = await prepare('Bea');
    const { group, commit, welcome } = await alone.commitChanges({ add: [prepared.request] });
    const [ada, bea] = [await apply(group, commit), await joined(prepared, welcome)];
    expect(await verificationCode(ada.epochAuthenticator)).toBe(
      await verificationCode(bea.epochAuthenticator),
    );
    const [one, two] = [await ada.commitChanges({}), await bea.commitChanges({})];
    const [left, right] = [await apply(one.group, one.commit), await apply(two.group, two.commit)];
    expect(left.epoch).toBe(right.epoch);
    expect(await verificationCode(left.epochAuthenticator)).not.toBe(
      await verificationCode(right.epochAuthenticator),
    );
    const { commit: next } = await left.commitChanges({});
    await expect(right.process(next)).rejects.toEqual(refusedAs('unreadable'));
  });
});

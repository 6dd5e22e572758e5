import type {
  CiphersuiteImpl,
  LeafNode,
  Proposal,
  ProposalAdd,
  ProposalOrRef,
  ProposalRemove,
  UpdatePath,
} from 'ts-mls';
import { equal } from '../bytes.ts';
import type { CommitData } from './commit-data.ts';
import type { Invitation } from './invitation.ts';
import { readJoinRequest } from './join-request.ts';
import { deviceKeyOf, type Member, memberAt, mostMembers } from './member.ts';
import { encodeKeyPackage } from './mls-message.ts';
import { Refusal } from './refusal.ts';

/** What a commit changes, once it is found in order. */
export interface Changes {
  readonly adds: readonly ProposalAdd[];
  readonly removed: readonly number[];
}

/**
 * Our rules over those of RFC 9420: its section 12.2 leaves to the application who may be added, and by what.
 * Whoever makes a commit is held to them as well as whoever receives one.
 *
 * @param invitation The current one: an earlier one lets nobody in any more.
 * @param members Before the commit.
 * @param encryptionKeys Of all nodes of the tree before the commit, each as `deviceKeyOf` spells a key.
 * @throws {Refusal} `forbidden-proposal`, `mixed-renewal`, `no-invitation`, `unexpected-psk`, `no-join-mac`,
 *   `wrong-join-mac`, `wrong-identity`, `downgrade`, `invalid`, `duplicate-device`, `duplicate-peer`, `duplicate-key`,
 *   `too-many-members`.
 */
export async function reviewChanges(
  suite: CiphersuiteImpl,
  proposals: readonly Proposal[],
  data: CommitData,
  invitation: Invitation,
  members: readonly Member[],
  encryptionKeys: ReadonlySet<string>,
): Promise<Changes> {
  const adds = proposals.filter((proposal) => proposal.proposalType === 'add') as ProposalAdd[];
  const removes = proposals.filter((proposal) => proposal.proposalType === 'remove') as ProposalRemove[];
  const psks = proposals.length - adds.length - removes.length;
  for (const proposal of proposals) requirePermitted(proposal, invitation);
  // Everybody of the old epoch reads a new invitation, also somebody who is just being removed.
  if (data.renewal && proposals.length > 0) throw new Refusal('mixed-renewal');
  if (adds.length > 0 && psks === 0) throw new Refusal('no-invitation');
  if (psks > (adds.length > 0 ? 1 : 0)) throw new Refusal('unexpected-psk');
  if (data.joinMacs.length !== adds.length) throw new Refusal('no-join-mac');

  const removed = removes.map(({ remove }) => remove.removed);
  const staying = members.filter(({ leaf }) => !removed.includes(leaf));
  if (staying.length + adds.length > mostMembers) throw new Refusal('too-many-members');
  const devices = new Set(staying.map(({ publicKey }) => deviceKeyOf(publicKey)));
  const keys = new Set(encryptionKeys);
  const peers = new Set(staying.map(({ peerId }) => peerId));
  for (const [index, { add }] of adds.entries()) {
    const mac = data.joinMacs[index];
    if (mac === undefined) throw new Refusal('no-join-mac');
    await readJoinRequest(suite, invitation, { keyPackage: encodeKeyPackage(add.keyPackage), mac });
    const device = deviceKeyOf(add.keyPackage);
    if (devices.has(device)) throw new Refusal('duplicate-device');
    devices.add(device);
    const { peerId } = memberAt(0, add.keyPackage.leafNode);
    if (peers.has(peerId)) throw new Refusal('duplicate-peer');
    peers.add(peerId);
    // RFC 9420 section 7.3 asks for this, and the library looks for it only among those who are inside: in the next
    // Add, and in each one after that.
    const key = deviceKeyOf(add.keyPackage.leafNode.hpkePublicKey);
    if (keys.has(key)) throw new Refusal('duplicate-key');
    keys.add(key);
  }
  return { adds, removed };
}

/**
 * Everything by value: a proposal that was sent by itself could be held back from some members.
 *
 * @throws {Refusal} `proposal-by-reference`.
 */
export function requireByValue(proposals: readonly ProposalOrRef[]): Proposal[] {
  return proposals.map((entry) => {
    if (entry.proposalOrRefType !== 'proposal') throw new Refusal('proposal-by-reference');
    return entry.proposal;
  });
}

/**
 * A commit renews its committer's keys, never who that is: RFC 9420 section 7.3 would let a leaf change its
 * credential and its signature key.
 *
 * @param before The committer's leaf.
 * @returns The path.
 * @throws {Refusal} `no-update-path`, `wrong-identity`.
 */
export function requireSameIdentity(path: UpdatePath | undefined, before: LeafNode): UpdatePath {
  if (path === undefined) throw new Refusal('no-update-path');
  const was = memberAt(0, before);
  const is = memberAt(0, path.leafNode);
  const isSame =
    equal(was.publicKey, is.publicKey) && was.peerId === is.peerId && was.displayName === is.displayName;
  if (!isSame) {
    throw new Refusal('wrong-identity');
  }
  return path;
}

function requirePermitted(proposal: Proposal, { pskId }: Invitation): void {
  switch (proposal.proposalType) {
    case 'add':
    case 'remove':
      return;
    case 'psk': {
      const { preSharedKeyId: id } = proposal.psk;
      if (id.psktype !== 'external' || !equal(id.pskId, pskId)) throw new Refusal('unexpected-psk');
      return;
    }
    default:
      throw new Refusal('forbidden-proposal');
  }
}

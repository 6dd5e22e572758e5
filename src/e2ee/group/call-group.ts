import {
  type ClientState,
  createApplicationMessage,
  createCommit,
  createGroup,
  mlsExporter,
  type PrivateMessage,
  type Proposal,
  processPrivateMessage,
  type UpdatePath,
} from 'ts-mls';
import { type Bytes, copyOf, equal, randomBytes } from '../bytes.ts';
import { config, paddedConfig } from './client-config.ts';
import { type CommitData, openCommitData, sealCommitData } from './commit-data.ts';
import { requireByValue, requireSameIdentity, reviewChanges } from './commit-policy.ts';
import type { DeviceIdentity } from './device-identity.ts';
import { requireUsableKeys } from './encryption-key.ts';
import { createGroupId } from './group-id.ts';
import { type Invitation, openInvitation } from './invitation.ts';
import { pskIndexOf } from './invitation-psk.ts';
import { type JoinRequest, type PreparedJoin, prepareJoin, readJoinRequest } from './join-request.ts';
import { encryptionKeysOf, type Member, membersOf } from './member.ts';
import { encodePrivateMessage, encodeWelcome, parsePrivateMessage } from './mls-message.ts';
import { openWelcome } from './open-welcome.ts';
import { Refusal, refusing } from './refusal.ts';
import { receiverDataOf, unprotect } from './unprotect.ts';

/** What one commit is to change; without anything it renews the committer's keys. */
export interface ChangesToCommit {
  readonly add?: readonly JoinRequest[];
  /** Leaves. */
  readonly remove?: readonly number[];
  /** A new invitation's secret, 32 bytes; alone in its commit. */
  readonly renewal?: Bytes;
}

/** A commit that waits for the delivery service to say which one was first in its epoch. */
export interface CommitToSend {
  /** The group as before, which knows this commit by its bytes when they come back. */
  readonly group: CallGroup;
  /** An MLSMessage for all members. */
  readonly commit: Bytes;
  /** An MLSMessage for whoever is added: to be sent once the commit was first. */
  readonly welcome: Bytes | undefined;
}

export interface EpochChange {
  /** Leaf of the committer. */
  readonly committer: number;
  readonly added: readonly Member[];
  readonly removed: readonly Member[];
  /** The invitation is a new one from here on. */
  readonly renewed: boolean;
}

export type Processed =
  | { readonly kind: 'epoch'; readonly group: CallGroup; readonly change: EpochChange }
  /** This device is no member any more. */
  | { readonly kind: 'removed'; readonly committer: number };

export interface OpenedMessage {
  readonly group: CallGroup;
  readonly sender: Member;
  readonly epoch: number;
  readonly content: Bytes;
}

interface Contents {
  readonly device: DeviceIdentity;
  readonly invitation: Invitation;
  readonly state: ClientState;
  readonly pending?: { readonly commit: Bytes; readonly next: CallGroup; readonly change: EpochChange };
}

/**
 * The MLS group of a call (RFC 9420), as one member sees it: a value that never changes. What changes a group returns
 * the next one.
 *
 * Invariants:
 * - One commit per member and epoch: the library does not advance the ratchet of handshake messages for the
 *   committer, so that a second one would be sealed with the key of the first.
 * - A commit counts once the delivery service says so, for its author too: `process` takes one's own commit as it
 *   takes any other, and another one in its place drops it.
 * - Whoever holds an earlier value must drop it: keys that were used up are still in it.
 */
export class CallGroup {
  readonly #contents: Contents;

  private constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** A group of one, whose first epoch is 0. */
  static async create(device: DeviceIdentity, invitation: Invitation): Promise<CallGroup> {
    const { keyPackage, privateKeys } = await prepareJoin(device, invitation);
    const state = await createGroup(createGroupId(), keyPackage, privateKeys, [], device.suite, config);
    return new CallGroup({ device, invitation, state });
  }

  /**
   * @param prepared From `prepareJoin`.
   * @param welcome The MLSMessage that a member sent in answer to it.
   * @throws {Refusal} `downgrade` for another label, suite or version, or extensions that let others in;
   *   `not-for-this-device`; `no-invitation` if the PSK of the invitation is not in it; `invalid`.
   */
  static async join(prepared: PreparedJoin, welcome: Uint8Array): Promise<CallGroup> {
    const { device, invitation } = prepared;
    const state = await openWelcome(prepared, welcome);
    return new CallGroup({ device, invitation, state });
  }

  get id(): Bytes {
    return copyOf(this.#state.groupContext.groupId);
  }

  get epoch(): number {
    return Number(this.#state.groupContext.epoch);
  }

  /** The leaf of this device. */
  get leaf(): number {
    return this.#state.privatePath.leafIndex;
  }

  get members(): readonly Member[] {
    return membersOf(this.#state.ratchetTree);
  }

  /** The one that lets people in now. */
  get invitation(): Invitation {
    return this.#contents.invitation;
  }

  /** The same for all members of an epoch, and for nobody else (RFC 9420 section 8.7). 32 bytes. */
  get epochAuthenticator(): Bytes {
    return copyOf(this.#state.keySchedule.epochAuthenticator);
  }

  /** This device's commit of this epoch, if it has made one. */
  get pendingCommit(): Bytes | undefined {
    return this.#contents.pending?.commit;
  }

  /**
   * A secret of this epoch, for one purpose (RFC 9420 section 8.5).
   *
   * @param length In bytes.
   */
  async export(label: string, context: Uint8Array, length: number): Promise<Bytes> {
    const { exporterSecret } = this.#state.keySchedule;
    return copyOf(await mlsExporter(exporterSecret, label, context, length, this.#contents.device.suite));
  }

  /** The epoch's key for media (RFC 9605 section 5.2), 16 bytes. */
  mediaBaseKey(): Promise<Bytes> {
    return this.export('SFrame 1.0 Base Key', new Uint8Array(), 16);
  }

  /**
   * @throws {Refusal} Why this request may not be committed now: for the caller to leave it out.
   */
  async checkJoin(request: JoinRequest): Promise<void> {
    const { suite } = this.#contents.device;
    const keyPackage = await readJoinRequest(suite, this.invitation, request);
    await reviewChanges(
      suite,
      [{ proposalType: 'add', add: { keyPackage } }, this.#pskProposal()],
      { joinMacs: [request.mac], renewal: undefined },
      this.invitation,
      this.members,
      encryptionKeysOf(this.#state.ratchetTree),
    );
  }

  /**
   * Makes this member's one commit of the epoch.
   *
   * @throws {Refusal} If a request or leaf in it may not be committed (see `reviewChanges`), or `commit-pending`.
   */
  async commitChanges({ add = [], remove = [], renewal }: ChangesToCommit): Promise<CommitToSend> {
    const { device, invitation, state, pending } = this.#contents;
    if (pending) throw new Refusal('commit-pending');
    const keyPackages = await Promise.all(
      add.map((request) => readJoinRequest(device.suite, invitation, request)),
    );
    const proposals: Proposal[] = [
      ...remove.map((removed): Proposal => ({ proposalType: 'remove', remove: { removed } })),
      ...keyPackages.map((keyPackage): Proposal => ({ proposalType: 'add', add: { keyPackage } })),
      ...(add.length > 0 ? [this.#pskProposal()] : []),
    ];
    const data: CommitData = { joinMacs: add.map(({ mac }) => mac), renewal };
    const keys = encryptionKeysOf(state.ratchetTree);
    await reviewChanges(device.suite, proposals, data, invitation, this.members, keys);
    const authenticatedData = await sealCommitData(await this.#commitDataKey(), data);
    const result = await refusing('invalid', () =>
      createCommit(
        { state, cipherSuite: device.suite, pskIndex: pskIndexOf(invitation) },
        { extraProposals: proposals, ratchetTreeExtension: true, authenticatedData },
      ),
    );
    if (result.commit.wireformat !== 'mls_private_message') throw new Error('The commit is not private.');
    const commit = encodePrivateMessage(result.commit.privateMessage);
    const next = await this.#next(result.newState, renewal);
    const change = this.#changeTo(next, this.leaf, remove, renewal);
    return {
      group: new CallGroup({ ...this.#contents, pending: { commit, next, change } }),
      commit,
      welcome: result.welcome && encodeWelcome(result.welcome),
    };
  }

  /**
   * Takes the commit that the delivery service declared the first of this epoch, be it this member's own.
   *
   * @throws {Refusal} The group stays as it is.
   */
  async process(commit: Uint8Array): Promise<Processed> {
    const { device, invitation, state, pending } = this.#contents;
    if (pending && equal(pending.commit, commit)) {
      return { kind: 'epoch', group: pending.next.#withUsedKeysOf(this), change: pending.change };
    }
    const message = parsePrivateMessage(commit);
    this.#requireGroup(message);
    if (Number(message.epoch) !== this.epoch) {
      throw new Refusal(Number(message.epoch) < this.epoch ? 'past-epoch' : 'future-epoch');
    }
    if (message.contentType !== 'commit') throw new Refusal('standalone-proposal');
    const { content } = await this.#unprotect(message);
    if (content.contentType !== 'commit' || content.sender.senderType !== 'member') {
      throw new Refusal('unreadable');
    }
    const committer = content.sender.leafIndex;
    if (committer === this.leaf) throw new Refusal('own-commit');
    const committerLeaf = state.ratchetTree[committer * 2];
    if (committerLeaf?.nodeType !== 'leaf') throw new Refusal('unreadable');
    const proposals = requireByValue(content.commit.proposals);
    const path = requireSameIdentity(content.commit.path, committerLeaf.leaf);
    await requireUsableKeys(device.suite, ...encryptionKeysOfPath(path));
    const data = await openCommitData(await this.#commitDataKey(), content.authenticatedData);
    if (data === undefined) throw new Refusal('malformed');
    const keys = encryptionKeysOf(state.ratchetTree);
    const { removed } = await reviewChanges(device.suite, proposals, data, invitation, this.members, keys);
    // Its signature is all that a removed member can verify; the library would look for a way into the next epoch
    // where somebody who is added takes the leaf.
    if (removed.includes(this.leaf)) return { kind: 'removed', committer };
    const { newState } = await refusing('invalid', () =>
      processPrivateMessage(state, message, pskIndexOf(invitation), device.suite),
    );
    const group = await this.#next(newState, data.renewal);
    return { kind: 'epoch', group, change: this.#changeTo(group, committer, removed, data.renewal) };
  }

  /** Seals a message to the members of this epoch, signed by this device and padded. */
  async seal(content: Uint8Array): Promise<{ group: CallGroup; message: Bytes }> {
    const { device, state } = this.#contents;
    const padded = { ...state, clientConfig: paddedConfig(content.length) };
    const { newState, privateMessage } = await createApplicationMessage(padded, content, device.suite);
    return {
      group: this.#with({ ...newState, clientConfig: config }),
      message: encodePrivateMessage(privateMessage),
    };
  }

  /**
   * Opens a message of this epoch or of one of the last two, once.
   *
   * @throws {Refusal} `unreadable` also for a message that was opened before; `future-epoch` if a commit is missing.
   */
  async open(message: Uint8Array): Promise<OpenedMessage> {
    const parsed = parsePrivateMessage(message);
    this.#requireGroup(parsed);
    if (parsed.contentType !== 'application') throw new Refusal('standalone-proposal');
    if (Number(parsed.epoch) > this.epoch) throw new Refusal('future-epoch');
    const { content, group } = await this.#unprotect(parsed);
    if (content.contentType !== 'application' || content.sender.senderType !== 'member') {
      throw new Refusal('unreadable');
    }
    const { leafIndex } = content.sender;
    const tree = receiverDataOf(this.#state, parsed.epoch)?.ratchetTree ?? [];
    const author = membersOf(tree).find(({ leaf }) => leaf === leafIndex);
    // Keys of earlier epochs are kept for late messages, not for those who left with them.
    const sender = this.members.find(({ leaf }) => leaf === leafIndex);
    if (!author || !sender || !equal(author.publicKey, sender.publicKey)) throw new Refusal('former-member');
    return { group, sender, epoch: Number(parsed.epoch), content: copyOf(content.applicationData) };
  }

  /** Forgets the keys of earlier epochs: their late messages are refused from then on. */
  withoutFormerEpochs(): CallGroup {
    return this.#with({ ...this.#state, historicalReceiverData: new Map() });
  }

  get #state(): ClientState {
    return this.#contents.state;
  }

  #with(state: ClientState): CallGroup {
    return new CallGroup({ ...this.#contents, state });
  }

  async #next(state: ClientState, renewal: Bytes | undefined): Promise<CallGroup> {
    const { device, invitation } = this.#contents;
    return new CallGroup({
      device,
      invitation: renewal ? await openInvitation(renewal, invitation.roomId) : invitation,
      state,
    });
  }

  /**
   * A pending commit was made from an earlier value: what was opened and forgotten since stays so, or a message
   * could be opened twice.
   */
  #withUsedKeysOf(former: CallGroup): CallGroup {
    const { historicalReceiverData: earlier, groupContext, secretTree } = former.#state;
    const historicalReceiverData = new Map(
      [...this.#state.historicalReceiverData].flatMap(([epoch, data]) => {
        if (epoch === groupContext.epoch) return [[epoch, { ...data, secretTree }] as const];
        const known = earlier.get(epoch);
        return known ? [[epoch, known] as const] : [];
      }),
    );
    return this.#with({ ...this.#state, historicalReceiverData });
  }

  #changeTo(
    next: CallGroup,
    committer: number,
    removed: readonly number[],
    renewal: Bytes | undefined,
  ): EpochChange {
    const before = this.members.filter(({ leaf }) => !removed.includes(leaf)).map(({ leaf }) => leaf);
    return {
      committer,
      added: next.members.filter(({ leaf }) => !before.includes(leaf)),
      removed: this.members.filter(({ leaf }) => removed.includes(leaf)),
      renewed: renewal !== undefined,
    };
  }

  #pskProposal(): Proposal {
    return {
      proposalType: 'psk',
      psk: {
        preSharedKeyId: {
          psktype: 'external',
          pskId: this.invitation.pskId,
          // RFC 9420 section 8.4: fresh, of the KDF's size.
          pskNonce: randomBytes(this.#contents.device.suite.kdf.size),
        },
      },
    };
  }

  #commitDataKey(): Promise<Bytes> {
    return this.export('Sottovoce commit data', new Uint8Array(), 16);
  }

  #requireGroup({ groupId }: PrivateMessage): void {
    if (!equal(groupId, this.#state.groupContext.groupId)) throw new Refusal('wrong-group');
  }

  /** Opens and verifies. */
  async #unprotect(message: PrivateMessage) {
    const { content, state } = await unprotect(this.#state, message, this.#contents.device.suite);
    return { content, group: this.#with(state) };
  }
}

function encryptionKeysOfPath({ leafNode, nodes }: UpdatePath): Uint8Array[] {
  return [leafNode.hpkePublicKey, ...nodes.map(({ hpkePublicKey }) => hpkePublicKey)];
}

import {
  type ClientState,
  type CreateCommitOptions,
  createCommit,
  createGroup,
  createGroupInfoWithExternalPubAndRatchetTree,
  createProposal,
  type Extension,
  encodeMlsMessage,
  joinGroup,
  joinGroupExternal,
  mlsExporter,
  type Proposal,
  type PskIndex,
  processPrivateMessage,
  proposeAddExternal,
} from 'ts-mls';
import type { Bytes } from '../../bytes.ts';
import { config } from '../client-config.ts';
import { type CommitData, sealCommitData } from '../commit-data.ts';
import type { DeviceIdentity } from '../device-identity.ts';
import { createGroupId } from '../group-id.ts';
import type { Invitation } from '../invitation.ts';
import { type PreparedJoin, prepareJoin } from '../join-request.ts';
import { parsePrivateMessage, parseWelcome } from '../mls-message.ts';

/** A member that speaks correct MLS and keeps none of our rules: what the policy is there for. */
export class Rogue {
  readonly device: DeviceIdentity;
  readonly psks: PskIndex;
  state: ClientState;

  private constructor(device: DeviceIdentity, psks: PskIndex, state: ClientState) {
    this.device = device;
    this.psks = psks;
    this.state = state;
  }

  static async join(prepared: PreparedJoin, welcome: Uint8Array | undefined): Promise<Rogue> {
    if (!welcome) throw new Error('Nobody was welcomed.');
    const { device, invitation, keyPackage, privateKeys } = prepared;
    const psks = pskIndexOf(invitation);
    const parsed = parseWelcome(welcome);
    const state = await joinGroup(
      parsed,
      keyPackage,
      privateKeys,
      psks,
      device.suite,
      undefined,
      undefined,
      config,
    );
    return new Rogue(device, psks, state);
  }

  static async create(
    device: DeviceIdentity,
    invitation: Invitation,
    { groupId = createGroupId(), extensions = [] }: { groupId?: Uint8Array; extensions?: Extension[] } = {},
  ): Promise<Rogue> {
    const { keyPackage, privateKeys } = await prepareJoin(device, invitation);
    const state = await createGroup(groupId, keyPackage, privateKeys, extensions, device.suite, config);
    return new Rogue(device, pskIndexOf(invitation), state);
  }

  /** Any commit, with whatever it claims of MACs and of a new invitation; sealed as the others expect it. */
  async commit(
    proposals: Proposal[],
    data: Partial<CommitData> = {},
    options: CreateCommitOptions = {},
  ): Promise<{ commit: Bytes; welcome: Bytes | undefined }> {
    const { suite } = this.device;
    const { exporterSecret } = this.state.keySchedule;
    const key = await mlsExporter(exporterSecret, 'Sottovoce commit data', new Uint8Array(), 16, suite);
    const { commit, welcome } = await createCommit(
      { state: this.state, cipherSuite: suite, pskIndex: this.psks },
      {
        extraProposals: proposals,
        ratchetTreeExtension: true,
        authenticatedData: await sealCommitData(key, { joinMacs: [], renewal: undefined, ...data }),
        ...options,
      },
    );
    return {
      commit: new Uint8Array(encodeMlsMessage(commit)),
      welcome:
        welcome && new Uint8Array(encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome })),
    };
  }

  /** A proposal that stands alone; what commits it next does so by reference. */
  async propose(proposal: Proposal): Promise<Bytes> {
    const { newState, message } = await createProposal(this.state, false, proposal, this.device.suite);
    this.state = newState;
    return new Uint8Array(encodeMlsMessage(message));
  }

  /** An external commit (RFC 9420 section 12.4.3.2) by a device that this member would let in. */
  async externalCommitOf(prepared: PreparedJoin): Promise<Bytes> {
    const info = await createGroupInfoWithExternalPubAndRatchetTree(this.state, [], this.device.suite);
    const { publicMessage } = await joinGroupExternal(
      info,
      prepared.keyPackage,
      prepared.privateKeys,
      false,
      prepared.device.suite,
      undefined,
      config,
    );
    return new Uint8Array(
      encodeMlsMessage({ version: 'mls10', wireformat: 'mls_public_message', publicMessage }),
    );
  }

  /** A proposal by who is no member, to be let in (RFC 9420 section 12.1.8). */
  async externalProposalOf({ keyPackage, privateKeys, device }: PreparedJoin): Promise<Bytes> {
    const info = await createGroupInfoWithExternalPubAndRatchetTree(this.state, [], this.device.suite);
    return new Uint8Array(
      encodeMlsMessage(await proposeAddExternal(info, keyPackage, privateKeys, device.suite)),
    );
  }

  /** Takes a commit with no rules but the library's. */
  async process(commit: Uint8Array): Promise<void> {
    const message = parsePrivateMessage(commit);
    const { newState } = await processPrivateMessage(this.state, message, this.psks, this.device.suite);
    this.state = newState;
  }
}

function pskIndexOf({ psk }: Invitation): PskIndex {
  return { findPsk: () => psk };
}

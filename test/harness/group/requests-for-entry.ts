import type { Proposal } from 'ts-mls';
import type { Invitation } from '../../../src/e2ee/group/invitation.ts';
import { parseKeyPackage } from '../../../src/e2ee/group/mls-message.ts';
import { openJoinRequest } from '../../../src/e2ee/group/sealed-metadata.ts';
import type { AdmissionProof } from '../../../src/protocol/group.ts';
import type { GroupRoom } from './group-room.ts';
import { bytesOf } from './rogue-member.ts';

/** Remembers who has asked for entry, as somebody sees it who has the invitation and listens at the room. */
export class RequestsForEntry {
  readonly #room: GroupRoom;
  readonly #invitation: Invitation;
  readonly #proofs = new Map<string, AdmissionProof>();

  constructor(room: GroupRoom, invitation: Invitation) {
    this.#room = room;
    this.#invitation = invitation;
    room.interceptRequest = ({ from, method, data }, answer) => {
      if (method === 'requestAdmission') this.#proofs.set(from, data as AdmissionProof);
      return answer();
    };
  }

  /** What would add this peer to any group, once it has asked. */
  async addOf(peerId: string): Promise<Proposal> {
    await this.#room.until('a request for entry', () => this.#proofs.has(peerId));
    const proof = this.#proofs.get(peerId);
    const sealed = proof && { keyPackage: bytesOf(proof.keyPackage), mac: bytesOf(proof.joinMac) };
    const request = sealed && (await openJoinRequest(this.#invitation, sealed));
    if (request === undefined) throw new Error('The request does not open.');
    return { proposalType: 'add', add: { keyPackage: parseKeyPackage(request.keyPackage) } };
  }
}

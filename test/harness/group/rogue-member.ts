import { fromBase64Url, toBase64Url } from '../../../src/e2ee/bytes.ts';
import {
  type Invitation,
  openInvitation,
  parseInvitationSecret,
} from '../../../src/e2ee/group/invitation.ts';
import { type JoinRequest, type PreparedJoin, prepareJoin } from '../../../src/e2ee/group/join-request.ts';
import { sealJoinRequest } from '../../../src/e2ee/group/sealed-metadata.ts';
import { personCalled } from '../../../src/e2ee/group/testing/people.ts';
import { Rogue } from '../../../src/e2ee/group/testing/rogue.ts';
import type { Admission } from '../../../src/protocol/group.ts';
import type { Delivery, GroupRoom } from './group-room.ts';

/** The room's invitation, as whoever has its link has it. */
export async function invitationOf(room: GroupRoom): Promise<Invitation> {
  const secret = parseInvitationSecret(room.invitation);
  if (secret === undefined) throw new Error('This is no invitation.');
  return openInvitation(secret, room.roomId);
}

/** What the room tells its members of a request. */
export async function admissionOf(
  peerId: string,
  invitation: Invitation,
  request: JoinRequest,
): Promise<Admission> {
  const { keyPackage, mac } = await sealJoinRequest(invitation, request);
  return { peerId, keyPackage: toBase64Url(keyPackage), joinMac: toBase64Url(mac) };
}

/** A member in a room of people who keep the rules, that keeps none of them. */
export class RogueMember {
  readonly peerId: string;
  readonly invitation: Invitation;
  readonly mls: Rogue;
  /** Commits that the room has relayed to it, oldest first. */
  readonly commits: Uint8Array[];
  readonly #room: GroupRoom;

  private constructor(
    room: GroupRoom,
    peerId: string,
    invitation: Invitation,
    mls: Rogue,
    commits: Uint8Array[],
  ) {
    this.#room = room;
    this.peerId = peerId;
    this.invitation = invitation;
    this.mls = mls;
    this.commits = commits;
  }

  /** Is let in as anybody is who has the link. */
  static async join(room: GroupRoom, name: string): Promise<RogueMember> {
    const peerId = name.toLowerCase();
    const invitation = await invitationOf(room);
    const prepared = await prepareJoin(await personCalled(name, peerId), invitation);
    const commits: Uint8Array[] = [];
    const welcome = Promise.withResolvers<Uint8Array | undefined>();
    room.outsiders.set(peerId, (delivery: Delivery) => {
      if (delivery.name === 'groupWelcome') welcome.resolve(fromBase64Url(delivery.data.welcome));
      if (delivery.name === 'groupCommitted') commits.push(bytesOf(delivery.data.commit));
    });
    for (const person of room.people.values()) person.keys.session.peerJoined(peerId);
    room.delivery.requestAdmission(peerId, await admissionOf(peerId, invitation, prepared.request));
    const mls = await Rogue.join(prepared, await welcome.promise);
    return new RogueMember(room, peerId, invitation, mls, commits);
  }

  /** Has the room take a commit, as it takes anybody's: it cannot read it. */
  send(commit: Uint8Array): void {
    const { groupId, epoch } = this.mls.state.groupContext;
    this.#room.delivery.commit(this.peerId, {
      groupId: toBase64Url(groupId),
      epoch: Number(epoch),
      commit: toBase64Url(commit),
      welcomes: [],
      removed: [],
    });
  }

  /** Somebody whom it would bring in, with the link or with another one. */
  async friend(name: string, invitation = this.invitation): Promise<PreparedJoin> {
    return prepareJoin(await personCalled(name, name.toLowerCase()), invitation);
  }
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64Url(text);
  if (bytes === undefined) throw new Error('This is no base64url.');
  return bytes;
}

import {
  createInvitationSecret,
  encodeInvitationSecret,
  parseInvitationSecret,
} from '../e2ee/group/invitation.ts';

/** The secret of a new room, for `CallOptions` and for the fragment of its link. It is to reach no server. */
export function createInvitation(): string {
  return encodeInvitationSecret(createInvitationSecret());
}

/** Whether a link's fragment (without its `#`) carries the secret of an invitation. */
export function isInvitation(fragment: string): boolean {
  return parseInvitationSecret(fragment) !== undefined;
}

import { fromBase64Url } from '../e2ee/bytes.ts';
import { openInvitation, parseInvitationSecret } from '../e2ee/group/invitation.ts';
import { openName } from '../e2ee/group/sealed-metadata.ts';
import type { RoomSummary } from '../protocol/room-token.ts';

/**
 * The names of those in a room, opened where they are sealed. Whoever's name does not open has none.
 *
 * @param text The room's invitation, if there is one.
 */
export async function namesOf(
  participants: RoomSummary['participants'],
  roomId: string,
  text: string | undefined,
): Promise<string[]> {
  const secret = text === undefined ? undefined : parseInvitationSecret(text);
  const invitation = secret && (await openInvitation(secret, roomId));
  const names = await Promise.all(
    participants.map(async ({ displayName, sealedName }) => {
      const sealed = sealedName === undefined ? undefined : fromBase64Url(sealedName);
      return invitation && sealed ? openName(invitation, sealed) : displayName;
    }),
  );
  return names.flatMap((name) => (name === undefined ? [] : [name]));
}

import { isInvitation } from '../../client/invitation.ts';
import { parseRoomCode } from '../../protocol/identifiers.ts';
import { type RoomAddress, roomPath } from './room-address.ts';

/** What a link into a room says. */
export interface RoomLink extends RoomAddress {
  /** The secret behind the `#`, which no server sees; undefined where the link has none that could be one. */
  readonly invitation: string | undefined;
}

/** A link to hand to others. It carries the secret in its fragment, which browsers send to no server. */
export function roomLink(origin: string, address: RoomAddress, invitation: string | undefined): string {
  const url = new URL(roomPath(address), origin);
  if (invitation !== undefined) url.hash = invitation;
  return url.href;
}

/** Whether a text carries the address of a room, among other words perhaps. */
export function hasRoomPath(text: string): boolean {
  return /\/[ru]\/\S/.test(text);
}

/** Reads a link, or a code by itself, as a person may have pasted or typed it. */
export function parseRoomLink(text: string): RoomLink | undefined {
  const [, letter, path, fragment] =
    /\/([ru])\/([^/?#\s]+)\/?(?:\?[^#\s]*)?(?:#([\w-]*))?/.exec(text) ??
    /()^([^#]+)(?:#([\w-]*))?$/.exec(text.trim()) ??
    [];
  const roomId = path === undefined ? undefined : parseRoomCode(path);
  if (roomId === undefined) return undefined;
  const encrypted = letter !== 'u';
  return { roomId, encrypted, invitation: encrypted ? parseFragment(fragment ?? '') : undefined };
}

/** @param fragment Without its `#`. */
export function parseFragment(fragment: string): string | undefined {
  return isInvitation(fragment) ? fragment : undefined;
}

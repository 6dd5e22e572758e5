import { z } from 'zod';

/** A room's code: 12 symbols of Crockford's base 32, in lower case and without hyphens. */
export const roomIdSchema = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{12}$/, 'expected a room code of 12 letters and digits');

/** A peer, stable for one browser in one room. */
export const peerIdSchema = z.string().regex(/^[0-9A-Za-z_-]{1,64}$/, 'expected a peer id');

/** Identifiers of transports, producers and consumers are the media server's own (UUIDs). */
export const mediaIdSchema = z.string().min(1).max(64);

export const displayNameSchema = z.string().trim().min(1).max(64);

/** A display name sealed for those who have the room's invitation, in base64url; all are equally long. */
export const sealedNameSchema = z.string().regex(/^[\w-]{382}$/, 'expected a sealed name of 286 bytes');

/** What a peer is called: sealed in an encrypted room, in clear in any other, and never both. */
export const peerNameShape = {
  displayName: displayNameSchema.optional(),
  sealedName: sealedNameSchema.optional(),
};

export type PeerName = z.infer<z.ZodObject<typeof peerNameShape>>;

/** Moderators may remove peers and close or lock the room. */
export const roleSchema = z.enum(['moderator', 'participant']);

export type Role = z.infer<typeof roleSchema>;

/** What a track shows or carries. */
export const sourceSchema = z.enum(['microphone', 'camera', 'screen', 'screen-audio']);

export type Source = z.infer<typeof sourceSchema>;

/**
 * Reads a room code as a person may have typed or pasted it: a whole link, upper case, hyphens or
 * spaces, and the letters that Crockford's base 32 leaves out because they look like digits.
 *
 * @returns The room's id, or `undefined` where the text cannot be one.
 */
export function parseRoomCode(text: string): string | undefined {
  const trimmed = text.trim();
  const path = /\/r\/([^/?#\s]+)/.exec(trimmed)?.[1] ?? trimmed;
  const code = path.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
  const parsed = roomIdSchema.safeParse(code);
  return parsed.success ? parsed.data : undefined;
}

/** Groups a room's id for reading aloud: `k7mw-3xqp-v9td`. */
export function formatRoomCode(roomId: string): string {
  return roomId.replace(/(.{4})(?=.)/g, '$1-');
}

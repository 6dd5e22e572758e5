/**
 * Why a commit, a welcome, a message or a join request is not taken. Each concerns all of it: nothing is taken in
 * part.
 *
 * - `malformed`: not an MLS message, or bytes behind it.
 * - `unreadable`: does not open, or its signature does not hold; also a message that was opened before.
 * - `invalid`: RFC 9420 forbids it (its cause says what).
 * - `wrong-group`, `past-epoch`, `future-epoch`: for another group or time; a future epoch means that commits
 *   are missing here.
 * - `own-commit`: signed by this device, yet not the commit that it has pending.
 * - `not-private`, `external-commit`, `external-sender`: not a PrivateMessage of a member.
 * - `standalone-proposal`, `proposal-by-reference`, `forbidden-proposal`: all changes stand in the commit itself,
 *   and are Adds, Removes and the invitation's PSK.
 * - `no-update-path`: the commit renews no key.
 * - `no-invitation`, `unexpected-psk`, `no-join-mac`, `wrong-join-mac`: an Add that the current invitation does
 *   not back.
 * - `wrong-identity`: a credential that is not ours, or not this member's.
 * - `duplicate-device`: its device key is in the group already.
 * - `duplicate-peer`: another device is this participant already.
 * - `duplicate-key`: its encryption key is in the tree already.
 * - `too-many-members`: more than SFrame's KID can number.
 * - `mixed-renewal`: a renewed invitation in a commit that also adds or removes.
 * - `downgrade`: another suite, version, group label or capabilities, or extensions.
 * - `not-for-this-device`: a Welcome for others.
 * - `former-member`: a message of an earlier epoch by somebody who was removed since.
 * - `commit-pending`: this device has a commit in this epoch already.
 */
export type RefusalReason =
  | 'malformed'
  | 'unreadable'
  | 'invalid'
  | 'wrong-group'
  | 'past-epoch'
  | 'future-epoch'
  | 'own-commit'
  | 'not-private'
  | 'external-commit'
  | 'external-sender'
  | 'standalone-proposal'
  | 'proposal-by-reference'
  | 'forbidden-proposal'
  | 'no-update-path'
  | 'no-invitation'
  | 'unexpected-psk'
  | 'no-join-mac'
  | 'wrong-join-mac'
  | 'wrong-identity'
  | 'duplicate-device'
  | 'duplicate-peer'
  | 'duplicate-key'
  | 'too-many-members'
  | 'mixed-renewal'
  | 'downgrade'
  | 'not-for-this-device'
  | 'former-member'
  | 'commit-pending';

/** Something of the group was refused; `code` says why. */
export class Refusal extends Error {
  readonly code: RefusalReason;

  constructor(code: RefusalReason, cause?: unknown) {
    super(`Refused: ${code}`, { cause });
    this.name = 'Refusal';
    this.code = code;
  }
}

/** Runs a step of which any failure means the same. A {@link Refusal} inside keeps its own reason. */
export async function refusing<T>(code: RefusalReason, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(code, error);
  }
}

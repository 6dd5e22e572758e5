/**
 * Why something of a conversation is not taken. Each concerns all of it: nothing is taken in part.
 *
 * - `malformed`: no bytes of this layout, or of another version of it.
 * - `bad-signature`: the device that is named did not sign this.
 * - `unknown-device`: the author's device list has no such device, or had none as far as the author says to have seen it.
 * - `revoked-device`: the author's account had revoked the device, and the log notes that.
 * - `devices-behind`: more of the author's device list is needed here to judge it.
 * - `stale-devices`: the author saw less of its own device list than the log notes already.
 * - `broken-chain`: not the entry that follows the head.
 * - `wrong-conversation`, `wrong-epoch`: for another one, or an epoch that the log does not know yet.
 * - `not-allowed`: not the author's right, or against the rules of a conversation.
 * - `not-a-member`: by or for somebody who is none at this place of the log.
 * - `too-many-members`: more than a conversation holds.
 * - `unknown-head`: names an entry that is not in the log as it is known here: some is missing, or there are two logs.
 * - `rotation-due`: somebody left who has the key, and none has begun the next epoch yet.
 * - `not-for-this-account`: sealed to others.
 * - `foreign-keys`: sealed to another key of somebody than the one that is trusted here: the server shows two.
 * - `wrong-commitment`: not the key to which the log commits.
 * - `not-authentic`: changed, sealed for another purpose or place, or under another key.
 */
export type ConversationRefusalCode =
  | 'malformed'
  | 'bad-signature'
  | 'unknown-device'
  | 'revoked-device'
  | 'devices-behind'
  | 'stale-devices'
  | 'broken-chain'
  | 'wrong-conversation'
  | 'wrong-epoch'
  | 'not-allowed'
  | 'not-a-member'
  | 'too-many-members'
  | 'unknown-head'
  | 'rotation-due'
  | 'not-for-this-account'
  | 'foreign-keys'
  | 'wrong-commitment'
  | 'not-authentic';

/** Something of a conversation was refused; `code` says why. */
export class ConversationRefusal extends Error {
  readonly code: ConversationRefusalCode;

  constructor(code: ConversationRefusalCode) {
    super(`Something of a conversation was refused: ${code}.`);
    this.name = 'ConversationRefusal';
    this.code = code;
  }
}

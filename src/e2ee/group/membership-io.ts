import type { Bytes } from '../bytes.ts';
import type { CallGroup, EpochChange } from './call-group.ts';
import type { JoinRequest } from './join-request.ts';
import type { Member } from './member.ts';
import type { RefusalReason } from './refusal.ts';

/** What the delivery service says, and what happens here. Any of it may come late, twice or never. */
export type MembershipInput =
  /** There is no group: this device is to create it. */
  | { readonly kind: 'first' }
  /** The group that this device created is the group of the call. */
  | { readonly kind: 'created' }
  /** Another group is: this device is to join it. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'join-request'; readonly request: JoinRequest }
  /** Whoever asked to be let in has gone away again. */
  | { readonly kind: 'join-withdrawn'; readonly peerId: string }
  | { readonly kind: 'welcome'; readonly welcome: Uint8Array }
  /** The first commit of an epoch: another member's, or this one's. */
  | { readonly kind: 'commit'; readonly commit: Uint8Array }
  /** The epoch that the log has reached; also the answer to a commit that came too late. */
  | { readonly kind: 'head'; readonly epoch: number }
  /** The log no longer has what this device misses. */
  | { readonly kind: 'too-far-behind' }
  /** A participant is gone for good. */
  | { readonly kind: 'gone'; readonly peerId: string }
  /** This participant, a moderator, has had another one removed, and sees to it that the keys change at once. */
  | { readonly kind: 'expel'; readonly peerId: string }
  | { readonly kind: 'message'; readonly message: Uint8Array }
  /** This device says something to all members. */
  | { readonly kind: 'say'; readonly content: Uint8Array }
  /** This device gives the call a new invitation. */
  | { readonly kind: 'renew'; readonly secret: Bytes }
  | { readonly kind: 'tick' };

export type MembershipOutput =
  | { readonly kind: 'send-create'; readonly groupId: Bytes }
  | { readonly kind: 'send-join'; readonly request: JoinRequest }
  | {
      readonly kind: 'send-commit';
      readonly epoch: number;
      readonly commit: Bytes;
      /** For the participants in `joiners`, once the commit is the first. */
      readonly welcome: Bytes | undefined;
      readonly joiners: readonly string[];
      /** Participants who are no members from then on. */
      readonly removed: readonly string[];
    }
  /** Asks for the commits from this epoch on. */
  | { readonly kind: 'send-fetch'; readonly epoch: number }
  /** What this device was to say. */
  | { readonly kind: 'send-message'; readonly message: Bytes }
  /** A new epoch: media is sealed with its key from now on. Without `change` this device has just come in. */
  | { readonly kind: 'epoch'; readonly group: CallGroup; readonly change: EpochChange | undefined }
  | {
      readonly kind: 'message';
      readonly sender: Member;
      readonly content: Bytes;
      /** In whose keys it was said. */
      readonly epoch: number;
    }
  | { readonly kind: 'removed' }
  /** A request that nobody can grant, such as one with an invitation that was renewed since. */
  | { readonly kind: 'turned-away'; readonly request: JoinRequest; readonly reason: RefusalReason }
  /** Something was refused that a server and members who keep the rules do not send. */
  | { readonly kind: 'alarm'; readonly reason: RefusalReason }
  /** Call again with a tick at that time, in place of any that was asked for before; milliseconds. */
  | { readonly kind: 'wake'; readonly at: number };

import { z } from 'zod';
import { peerIdSchema } from './identifiers.ts';

/**
 * Most bytes of each blob, before base64url. Measured: a welcome with its ratchet tree is 16 kB for 50
 * members with X25519 and 29 kB for 10 with the X-Wing hybrid; a commit's path seals one secret per blank
 * or node beside it, about 1.2 kB each with X-Wing. The largest commit and one largest welcome together are
 * 218 kB as base64url, which the default of `limits.messageBytes` (262,144) holds.
 */
export const groupLimits = {
  groupId: 64,
  /** X-Wing's two public keys and signature need 4 kB; the rest is for the credential. */
  keyPackage: 8 * 1024,
  joinMac: 64,
  commit: 64 * 1024,
  welcome: 96 * 1024,
  /** Bound of the protocol; `limits.group.messageBytes` is the server's own, lower one. */
  message: 64 * 1024,
} as const;

/** The leaf index of a sender has 10 bits in a frame's key id, so no group is larger. */
export const maxGroupMembers = 1024;

/** Bytes as base64url without padding (RFC 4648 section 5): nobody on the way looks inside. */
const blob = (maxBytes: number) =>
  z
    .string()
    .min(2)
    .max(Math.ceil((maxBytes * 4) / 3), `expected at most ${maxBytes} bytes`)
    .regex(/^(?:[\w-]{4})*(?:[\w-]{2,3})?$/, 'expected base64url without padding');

/** What tells one group of a room from another: its MLS group id, or anything as unique. */
export const groupIdSchema = blob(groupLimits.groupId);

/** MLS counts epochs with 64 bits (RFC 9420 section 8); what JSON holds exactly does for any call. */
export const epochSchema = z.int().min(0);

export const messageBlobSchema = blob(groupLimits.message);
export const commitBlobSchema = blob(groupLimits.commit);
export const welcomeBlobSchema = blob(groupLimits.welcome);
export const memberIdsSchema = z.array(peerIdSchema).max(maxGroupMembers);

/** What a newcomer shows to the members: its key package, and the proof that it holds the invitation. */
export const admissionProofSchema = z.object({
  keyPackage: blob(groupLimits.keyPackage),
  joinMac: blob(groupLimits.joinMac),
});

/** A newcomer that waits to be added. */
export const admissionSchema = admissionProofSchema.extend({ peerId: peerIdSchema });

export const addressedWelcomeSchema = z.object({ peerId: peerIdSchema, welcome: welcomeBlobSchema });

/** One commit in the order that the server gave it. */
export const acceptedCommitSchema = z.object({
  groupId: groupIdSchema,
  /** The epoch that it was made in and ends; the next one is one higher. */
  epoch: epochSchema,
  commit: commitBlobSchema,
  byPeerId: peerIdSchema,
  /** Who got a welcome with it, as its maker says; the commit itself is the proof. */
  added: memberIdsSchema,
  /** Whom it removed, as its maker says. */
  removed: memberIdsSchema,
});

/** The group of a room, as far as the server knows it. */
export const groupStateSchema = z.object({
  /** `null` where there is none: anybody may create one. */
  group: z
    .object({
      groupId: groupIdSchema,
      epoch: epochSchema,
      /** Who was added and not removed yet, those who are gone among them. */
      memberIds: memberIdsSchema,
    })
    .nullable(),
  /** All who wait, for a member; for anybody else its own alone. */
  admissions: z.array(admissionSchema),
  /** Those that lead from the epoch asked for to the present one, in order. */
  commits: z.array(acceptedCommitSchema),
  /** Whether they cannot lead there any more: only a new admission helps. */
  gap: z.boolean(),
});

export type AdmissionProof = z.infer<typeof admissionProofSchema>;
export type Admission = z.infer<typeof admissionSchema>;
export type AcceptedCommit = z.infer<typeof acceptedCommitSchema>;
export type GroupState = z.infer<typeof groupStateSchema>;

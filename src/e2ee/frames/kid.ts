import { contextBits, decodeTrackContext, encodeTrackContext, type TrackContext } from './track-context.ts';

const leafBits = 10;
const epochBits = 8;

export const lastLeaf = 2 ** leafBits - 1;
/** So many epochs have a low part of their own. */
export const epochCycle = 2 ** epochBits;

/** What a KID says. */
export interface KeyName {
  readonly context: TrackContext;
  /** The sender's leaf index in the MLS tree: 0 to {@link lastLeaf}. */
  readonly leaf: number;
  /** The epoch's lowest 8 bits: epochs 0 and 256 share them. */
  readonly epochLow: number;
}

/**
 * Encodes the KID of a sender's track in an epoch (RFC 9605, section 5.2).
 *
 * ```
 *  bit 31            20 19      18 17            8 7              0
 * ┌────────────────────┬──────────┬───────────────┬────────────────┐
 * │ incarnation (12)   │ source(2)│ leaf (10)     │ epoch mod 256  │
 * └────────────────────┴──────────┴───────────────┴────────────────┘
 *  `------ track context ------´
 * ```
 *
 * @param epoch MLS's own number, from 0.
 * @throws RangeError where a part is outside of its limits.
 */
export function encodeKid(context: TrackContext, leaf: number, epoch: bigint): bigint {
  if (!Number.isInteger(leaf) || leaf < 0 || leaf > lastLeaf) {
    throw new RangeError(`A leaf is 0 to ${lastLeaf}, not ${leaf}`);
  }
  const high = (BigInt(encodeTrackContext(context)) << BigInt(leafBits)) | BigInt(leaf);
  return (high << BigInt(epochBits)) | BigInt(lowEpoch(epoch));
}

/** @returns What `kid` says, or `undefined` where it has bits above the 32 that are in use. */
export function decodeKid(kid: bigint): KeyName | undefined {
  if (kid < 0n || kid >> BigInt(contextBits + leafBits + epochBits) !== 0n) return undefined;
  return {
    context: decodeTrackContext(Number(kid >> BigInt(leafBits + epochBits))),
    leaf: Number(kid >> BigInt(epochBits)) & lastLeaf,
    epochLow: lowEpoch(kid),
  };
}

/** The part of an epoch's number that a KID carries. @throws RangeError below 0. */
export function lowEpoch(epoch: bigint): number {
  if (epoch < 0n) throw new RangeError(`There is no epoch ${epoch}`);
  return Number(epoch % BigInt(epochCycle));
}

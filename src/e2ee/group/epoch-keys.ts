import type { Bytes } from './byte-string.ts';

/** How long receivers keep the key of an epoch that ended, for frames on their way; milliseconds. */
export const formerKeyLifetime = 5_000;

/** SFrame's KID carries the last 8 bits of an epoch. */
const epochModulus = 256;

export interface EpochKey {
  readonly epoch: number;
  /** 16 bytes. */
  readonly baseKey: Bytes;
}

/**
 * The keys that media is sealed and opened with. Senders use the current one at once, with no regard to who is
 * ready: somebody may have just been removed.
 *
 * Invariant: no two keys share the last 8 bits of their epoch, so that a KID names one key or none.
 */
export interface EpochKeys {
  /** Seals, and opens. */
  readonly current: EpochKey;
  /** Only open, each until its time; milliseconds of the clock that `now` is of. */
  readonly former: readonly (EpochKey & { readonly until: number })[];
}

export function startKeys(current: EpochKey): EpochKeys {
  return { current, former: [] };
}

/** The next epoch began. An epoch that is not later changes nothing. */
export function advanceKeys(keys: EpochKeys, next: EpochKey, now: number): EpochKeys {
  if (next.epoch <= keys.current.epoch) return keys;
  const former = [...keys.former, { ...keys.current, until: now + formerKeyLifetime }];
  return {
    current: next,
    former: former.filter(({ epoch, until }) => until > now && !isSameInKid(epoch, next.epoch)),
  };
}

/** Drops what is over. */
export function expireKeys(keys: EpochKeys, now: number): EpochKeys {
  return { ...keys, former: keys.former.filter(({ until }) => until > now) };
}

/** When the next key is to be dropped. */
export function nextExpiry({ former }: EpochKeys): number | undefined {
  return former.length > 0 ? Math.min(...former.map(({ until }) => until)) : undefined;
}

/**
 * The one key for a frame, or none: nothing is tried out.
 *
 * @param kidEpoch The epoch as the KID has it, 0 to 255.
 */
export function keyForFrame(keys: EpochKeys, kidEpoch: number, now: number): EpochKey | undefined {
  if (isSameInKid(keys.current.epoch, kidEpoch)) return keys.current;
  return keys.former.find(({ epoch, until }) => until > now && isSameInKid(epoch, kidEpoch));
}

function isSameInKid(a: number, b: number): boolean {
  return a % epochModulus === b % epochModulus;
}

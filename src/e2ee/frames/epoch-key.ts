/** An epoch that frames may be opened of. Its identity stands for the epoch: it is made once. */
export interface EpochKey {
  readonly epoch: bigint;
  readonly baseKey: CryptoKey;
  readonly leaves: Leaves;
}

/** By participant, the leaf from which it sends in an epoch. */
export type Leaves = ReadonlyMap<string, number>;

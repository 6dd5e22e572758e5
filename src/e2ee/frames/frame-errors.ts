/** There is no key to seal with. The frame is not sent: nothing ever goes out in clear. */
export class FrameKeyMissing extends Error {
  override readonly name = 'FrameKeyMissing';
  readonly code = 'frame-key-missing';

  constructor() {
    super('No key is installed to seal this frame with.');
  }
}

/** A key has sealed as many frames as it may. The next epoch, or another incarnation, has a new one. */
export class FrameCounterExhausted extends Error {
  override readonly name = 'FrameCounterExhausted';
  readonly code = 'frame-counter-exhausted';

  constructor(kid: bigint) {
    super(`The key ${kid} has sealed as many frames as it may.`);
  }
}

/** An epoch was installed behind a later one, which would start counters or replay windows anew. */
export class FrameEpochReversed extends Error {
  override readonly name = 'FrameEpochReversed';
  readonly code = 'frame-epoch-reversed';

  constructor(epoch: bigint, latest: bigint) {
    super(`Epoch ${epoch} cannot be installed: epoch ${latest} was before it.`);
  }
}

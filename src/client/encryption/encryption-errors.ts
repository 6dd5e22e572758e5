/** Media cannot be encrypted here: nothing may be sent or received. */
export class EncryptionUnavailable extends Error {
  override readonly name = 'EncryptionUnavailable';
  readonly code = 'encryption-unavailable';
}

/** A track's context was used before: its counters would start anew, and a nonce would be used twice. */
export class TrackContextReused extends Error {
  override readonly name = 'TrackContextReused';
  readonly code = 'track-context-reused';
}

/** Frames of this codec cannot be sealed. */
export class CodecNotSealable extends Error {
  override readonly name = 'CodecNotSealable';
  readonly code = 'codec-not-sealable';
}

/** The part that `RTCEncodedVideoFrame` and `RTCEncodedAudioFrame` share, of which a transform needs no more. */
export interface EncodedFrame {
  data: ArrayBuffer;
  /** Not on every browser's audio frames. */
  readonly type?: 'key' | 'delta' | 'empty';
}

/** Where a transform puts the frames that may pass. */
export interface FrameSink<Frame> {
  enqueue(frame: Frame): void;
}

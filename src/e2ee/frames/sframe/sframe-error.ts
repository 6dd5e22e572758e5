export type SFrameErrorCode = 'truncated' | 'not-minimal' | 'not-authentic';

const messages: Readonly<Record<SFrameErrorCode, string>> = {
  truncated: 'The frame ends within its header.',
  'not-minimal': 'The header spells a number in more bytes than it needs.',
  'not-authentic': 'The frame was not sealed with this key, or was changed since.',
};

/** Bytes that are no SFrame ciphertext, or none of the given key. */
export class SFrameError extends Error {
  override readonly name = 'SFrameError';
  readonly code: SFrameErrorCode;

  constructor(code: SFrameErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}

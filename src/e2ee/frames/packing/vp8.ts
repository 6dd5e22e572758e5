import type { Bytes } from '../../bytes.ts';
import { refused, startsWith, type Unpacked } from './unpacked.ts';

/**
 * A key frame's tag, start code, and 320 by 240 pixels (RFC 6386, section 9.1). Media servers and
 * depacketizers read these bytes, so they are a plausible frame's; the true ones are sealed.
 */
const keyPrefix = Uint8Array.of(0x10, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00);
/** A delta frame differs in the lowest bit of the tag, and has nothing behind the tag that anyone reads. */
const deltaPrefix = Uint8Array.of(0x11);

export function vp8Prefix(isKey: boolean): Bytes {
  return isKey ? keyPrefix : deltaPrefix;
}

export function unpackVp8(frame: Bytes): Unpacked {
  const [first] = frame;
  if (first === undefined) return refused('empty');
  const isKey = (first & 1) === 0;
  const prefix = vp8Prefix(isKey);
  if (!startsWith(frame, prefix)) {
    return refused(startsWith(prefix, frame) ? 'truncated' : 'clear');
  }
  if (frame.length === prefix.length) return refused('truncated');
  return { kind: 'unpacked', prefix: isKey ? 'key' : 'delta', sealed: frame.subarray(prefix.length) };
}

import type { Bytes } from '../../bytes.ts';
import type { FramePrefix } from './codec.ts';

/** `clear`: other bytes than the constant ones stand where these belong, as in a frame that nobody sealed. */
export type PackingRefusal = 'empty' | 'truncated' | 'clear';

export type Unpacked =
  | {
      readonly kind: 'unpacked';
      readonly prefix: FramePrefix;
      /** A view into the frame, never empty. */
      readonly sealed: Bytes;
    }
  | { readonly kind: 'refused'; readonly reason: PackingRefusal };

export function refused(reason: PackingRefusal): Unpacked {
  return { kind: 'refused', reason };
}

export function startsWith(bytes: Bytes, start: Bytes): boolean {
  return bytes.length >= start.length && start.every((byte, at) => bytes[at] === byte);
}

import type { Source } from '../../protocol/identifiers.ts';
import type { Bytes } from '../bytes.ts';
import { associatedData } from './associated-data.ts';
import type { EpochKeys } from './epoch-keys.ts';
import { decodeKid } from './kid.ts';
import type { FrameCodec } from './packing/codec.ts';
import { unpack } from './packing/pack.ts';
import { unpad } from './packing/padding.ts';
import type { PackingRefusal } from './packing/unpacked.ts';
import type { ReceiverKey } from './receiver-keys.ts';
import type { ReplayVerdict } from './replay-window.ts';
import { decodeHeader, type SFrameHeader } from './sframe/header.ts';
import { open } from './sframe/sframe.ts';
import { SFrameError } from './sframe/sframe-error.ts';

export interface FrameOpenerOptions {
  /** The participant whose frames these are, by the name that {@link EpochKeys} has: no other's open. */
  readonly sender: string;
  readonly source: Source;
  readonly codec: FrameCodec;
  readonly keys: EpochKeys;
}

/** Why a frame is dropped. */
export type FrameRefusal =
  | PackingRefusal
  | 'malformed-header'
  | 'foreign-leaf'
  | 'foreign-source'
  | 'no-key'
  /** The key of an epoch that may arrive at any moment: the same frame can be tried again. */
  | 'key-on-its-way'
  | Exclude<ReplayVerdict, 'fresh'>
  | 'not-authentic'
  | 'malformed-padding';

export type OpenedFrame =
  | {
      readonly kind: 'opened';
      /** What the sender's encoder gave. */
      readonly encoded: Bytes;
      /** A view into the frame given: what a beacon is about. */
      readonly sealed: Bytes;
      readonly kid: bigint;
      readonly counter: bigint;
    }
  | { readonly kind: 'refused'; readonly reason: FrameRefusal };

/**
 * Opens the frames of one source of one member.
 *
 * Invariants: a frame is tried with the one key that its KID names, or none. Each frame opens once. A frame
 * that is refused changes nothing. Nothing passes that was not opened.
 */
export class FrameOpener {
  readonly #options: FrameOpenerOptions;

  /** @throws TypeError for a codec of another medium than the source's. */
  constructor(options: FrameOpenerOptions) {
    associatedData(options.codec, options.source, 'none');
    this.#options = options;
  }

  /** @param frame As the depacketizer gave it; not changed. Whatever is wrong with it is a refusal, no error. */
  async open(frame: Bytes): Promise<OpenedFrame> {
    const { codec, source, sender, keys } = this.#options;
    const unpacked = unpack(codec, frame);
    if (unpacked.kind === 'refused') return unpacked;
    const { sealed, prefix } = unpacked;

    const header = readHeader(sealed);
    if (typeof header === 'string') return refused(header);
    const name = decodeKid(header.kid);
    if (name === undefined) return refused('malformed-header');
    if (name.context.source !== source) return refused('foreign-source');
    const epochKey = keys.find(name.epochLow);
    if (epochKey === undefined) return refused(keys.isAhead(name.epochLow) ? 'key-on-its-way' : 'no-key');
    if (epochKey.leaves.get(sender) !== name.leaf) return refused('foreign-leaf');

    const metadata = associatedData(codec, source, prefix);
    return keys.receivers.lend(epochKey, header.kid, async (key) => {
      const plaintext = await openOnce(key, header, sealed, metadata);
      if (typeof plaintext === 'string') return refused(plaintext);
      const encoded = codec === 'opus' ? unpad(plaintext) : plaintext;
      if (encoded === undefined) return refused('malformed-padding');
      return { kind: 'opened', encoded, sealed, kid: header.kid, counter: header.counter };
    });
  }
}

/** @returns The plaintext, or why there is none. */
async function openOnce(
  key: ReceiverKey,
  header: SFrameHeader,
  sealed: Bytes,
  metadata: Bytes,
): Promise<Bytes | FrameRefusal> {
  const before = key.window.check(header.counter);
  if (before !== 'fresh') return before;
  try {
    const plaintext = await open(await key.derived, header, sealed, metadata);
    const verdict = key.window.accept(header.counter);
    return verdict === 'fresh' ? plaintext : verdict;
  } catch (error) {
    if (error instanceof SFrameError) return 'not-authentic';
    throw error;
  }
}

function readHeader(sealed: Bytes): SFrameHeader | FrameRefusal {
  try {
    return decodeHeader(sealed);
  } catch (error) {
    if (error instanceof SFrameError) return error.code === 'truncated' ? 'truncated' : 'malformed-header';
    throw error;
  }
}

function refused(reason: FrameRefusal): OpenedFrame {
  return { kind: 'refused', reason };
}

import type { Bytes } from '../bytes.ts';
import { associatedData } from './associated-data.ts';
import { FrameEpochReversed, FrameKeyMissing } from './frame-errors.ts';
import { encodeKid } from './kid.ts';
import type { FrameCodec } from './packing/codec.ts';
import { pack, prefixOf } from './packing/pack.ts';
import { pad } from './packing/padding.ts';
import { SenderKey } from './sender-key.ts';
import { type CipherSuiteId, cipherSuites } from './sframe/cipher-suites.ts';
import { seal, sealedLength } from './sframe/sframe.ts';
import type { TrackContext } from './track-context.ts';

export interface FrameSealerOptions {
  readonly context: TrackContext;
  readonly codec: FrameCodec;
  /** AES_128_GCM_SHA256_128 where left out. */
  readonly suite?: CipherSuiteId;
  /** How many frames one key may seal; 2^32 where left out, which no epoch comes near. */
  readonly counterLimit?: bigint;
}

export interface SealedFrame {
  /** What goes to the packetizer. */
  readonly frame: Bytes;
  /** The view into `frame` of what is sealed, header included: what a beacon is about. */
  readonly sealed: Bytes;
  readonly kid: bigint;
  readonly counter: bigint;
}

/**
 * Seals the frames of one track, all simulcast layers of it with one counter.
 *
 * Invariants: a (key, nonce) pair is used once. A frame that cannot be sealed is not let through.
 *
 * @example
 * const sealer = new FrameSealer({ context: { source: 'camera', incarnation: 0 }, codec: 'vp8' });
 * sealer.install(epoch, await importBaseKey(exporterSecret), leaf);
 * const { frame } = await sealer.seal(encoded, true);
 */
export class FrameSealer {
  readonly #options: FrameSealerOptions;
  readonly #metadata: { readonly key: Bytes; readonly delta: Bytes };
  #key: SenderKey | undefined;
  #epoch = -1n;
  #isClosed = false;

  /** @throws RangeError for an incarnation outside of its limits; TypeError for a codec of another medium. */
  constructor(options: FrameSealerOptions) {
    const { codec, context } = options;
    encodeKid(context, 0, 0n);
    this.#options = options;
    this.#metadata = {
      key: associatedData(codec, context.source, prefixOf(codec, true)),
      delta: associatedData(codec, context.source, prefixOf(codec, false)),
    };
  }

  /**
   * From here on seals for `epoch`. The epoch before is forgotten; the same one again changes nothing, so
   * that its counter goes on.
   *
   * @param baseKey Of `importBaseKey`.
   * @param leaf This member's leaf index in the epoch's tree.
   * @throws FrameEpochReversed for an epoch before one that was installed; RangeError for a leaf outside of its limits.
   */
  install(epoch: bigint, baseKey: CryptoKey, leaf: number): void {
    if (epoch < this.#epoch) throw new FrameEpochReversed(epoch, this.#epoch);
    if (epoch === this.#epoch || this.#isClosed) return;
    const { suite = 4, context, counterLimit = 2n ** 32n } = this.#options;
    const kid = encodeKid(context, leaf, epoch);
    this.#key = new SenderKey(cipherSuites[suite], baseKey, kid, counterLimit);
    this.#epoch = epoch;
  }

  /**
   * Seals what the encoder gave. The counters are in the order of the calls; who wants the frames in that
   * order too waits for one before the next.
   *
   * @param isKey Whether it is a key frame; of no meaning for audio.
   * @throws FrameKeyMissing before `install` and after `close`; FrameCounterExhausted.
   */
  async seal(encoded: Bytes, isKey: boolean): Promise<SealedFrame> {
    const key = this.#key;
    if (key === undefined) throw new FrameKeyMissing();
    const counter = key.takeCounter();
    const { codec } = this.#options;
    const plaintext = codec === 'opus' ? pad(encoded) : encoded;
    const metadata = isKey ? this.#metadata.key : this.#metadata.delta;
    const frameKey = await key.derive();
    const { frame, sealed } = pack(codec, isKey, sealedLength(frameKey, counter, plaintext.length));
    await seal(frameKey, counter, plaintext, metadata, sealed);
    return { frame, sealed, kid: key.kid, counter };
  }

  /** Forgets the key, and takes no other: no frame is sealed from here on. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#key = undefined;
  }
}

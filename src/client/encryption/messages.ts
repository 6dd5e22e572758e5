import type { Leaves } from '../../e2ee/frames/epoch-key.ts';
import type { FrameCodec } from '../../e2ee/frames/packing/codec.ts';
import type { TrackContext } from '../../e2ee/frames/track-context.ts';
import type { SentFrame } from '../../e2ee/group/beacon.ts';
import type { Source } from '../../protocol/identifiers.ts';
import type { OpeningRefusal } from './opening-transform.ts';
import type { SealingRefusal } from './sealing-transform.ts';
import type { TrackTally } from './track-tally.ts';

/** A track that this device sends. */
export interface SealedTrack {
  readonly context: TrackContext;
  readonly codec: FrameCodec;
}

/** A track that another member sends. */
export interface OpenedTrack {
  /** Which participant sends it; their leaf is looked up in each epoch. */
  readonly sender: string;
  readonly source: Source;
  readonly codec: FrameCodec;
}

/**
 * What a transform is made with: it comes with the transform's own event, so that a worker never has frames
 * of a track that it does not know.
 */
export type TrackAddition =
  | { readonly kind: 'add-sender'; readonly id: number; readonly track: SealedTrack }
  | { readonly kind: 'add-receiver'; readonly id: number; readonly track: OpenedTrack };

/** What an epoch's frames are sealed and opened with. */
export interface EpochSecrets {
  /** MLS's own number, from 0. */
  readonly epoch: bigint;
  /** Of `importBaseKey`. It cannot be read out, and is handed over all the same: its bytes are never seen. */
  readonly baseKey: CryptoKey;
  /** This member's leaf index in the epoch's tree. */
  readonly leaf: number;
  /** By participant, the leaves of all members. */
  readonly leaves: Leaves;
}

/** What the page tells the worker. */
export type PageMessage =
  | { readonly kind: 'install'; readonly secrets: EpochSecrets }
  | { readonly kind: 'retire'; readonly epoch: bigint }
  | { readonly kind: 'remove'; readonly id: number }
  /** A participant has signed for these frames, as the group says. */
  | { readonly kind: 'beacon'; readonly sender: string; readonly frames: readonly SentFrame[] }
  /** A participant has said something else. */
  | { readonly kind: 'word'; readonly sender: string }
  /** Until now nobody could be heard: what was shown meanwhile cannot be covered any more. */
  | { readonly kind: 'forgive'; readonly sender: string | undefined }
  | { readonly kind: 'read-statistics'; readonly request: number };

/** A track's frames so far, as its worker counted them. */
export type TrackStatistics =
  | { readonly kind: 'sender'; readonly id: number; readonly tally: TrackTally<SealingRefusal> }
  | { readonly kind: 'receiver'; readonly id: number; readonly tally: TrackTally<OpeningRefusal> };

/** Frames of a track that were dropped. */
export type Refusal =
  | {
      readonly kind: 'not-sealed';
      readonly id: number;
      readonly reason: SealingRefusal;
      /** So many were dropped for this reason so far. */
      readonly count: number;
    }
  | {
      readonly kind: 'not-opened';
      readonly id: number;
      readonly reason: OpeningRefusal;
      /** So many were dropped for this reason so far. */
      readonly count: number;
    };

/** What the worker tells the page. */
export type WorkerMessage =
  /** It listens: transforms may be made. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** What this device has sealed and is to sign for. */
  | { readonly kind: 'sealed'; readonly frames: readonly SentFrame[] }
  /** Frames of this participant were not made by its device: nothing of it is opened any more. */
  | { readonly kind: 'forged'; readonly sender: string }
  | { readonly kind: 'confirmed'; readonly sender: string; readonly isConfirmed: boolean }
  /** The browser has ended a track's transform; its pipeline is gone. */
  | { readonly kind: 'ended'; readonly id: number }
  | {
      readonly kind: 'statistics';
      readonly request: number;
      readonly tracks: readonly TrackStatistics[];
    }
  /** Something went wrong that is no frame's fault. Without an id it is about the keys. */
  | { readonly kind: 'failed'; readonly id: number | undefined; readonly message: string };

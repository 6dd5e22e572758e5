import type { EncryptedCallWish } from '../../harness/page/encrypted-call-page.ts';
import { type Name, senders } from './cast.ts';

/** A way to send a camera. */
export interface MediaCase {
  readonly title: string;
  readonly codec: 'vp8' | 'vp9' | 'av1';
  readonly video: NonNullable<EncryptedCallWish['video']>;
  readonly senders: readonly Name[];
  /** How many layers a receiver can choose between. */
  readonly layers: number;
  /** How many streams a sender sends. */
  readonly streams: number;
}

const small = { width: 320, height: 180, maxBitrate: 300_000 };
const middle = { width: 640, height: 360, maxBitrate: 800_000 };
const large = { width: 960, height: 540, maxBitrate: 1_500_000 };

export const simulcastVp8: MediaCase = {
  title: 'VP8 in three simulcast layers and Opus',
  codec: 'vp8',
  video: large,
  senders,
  layers: 3,
  streams: 3,
};

export const singleVp8: MediaCase = {
  title: 'VP8 in one layer',
  codec: 'vp8',
  video: small,
  senders,
  layers: 1,
  streams: 1,
};

/** Firefox sends VP8 where VP9 is proposed: its VP9 has no spatial layers. */
export const layeredVp9: MediaCase = {
  title: 'VP9 in L3T3_KEY',
  codec: 'vp9',
  video: large,
  senders: ['Ada'],
  layers: 3,
  streams: 1,
};

export const av1: MediaCase = {
  title: 'AV1 in L1T3 from Chromium, in one layer from Firefox',
  codec: 'av1',
  video: middle,
  senders,
  layers: 1,
  streams: 1,
};

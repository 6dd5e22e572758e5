import { describe, expect, it } from '@jest/globals';
import { findFirstFrames, watchFirstFrames } from './first-frame.ts';
import type { InboundTrack } from './snapshot.ts';

const inbound = (kind: 'audio' | 'video', decoded: boolean): InboundTrack => ({
  kind,
  packetsReceived: 1,
  packetsLost: 0,
  bytesReceived: 100,
  framesDecoded: decoded && kind === 'video' ? 1 : 0,
  frameSize: undefined,
  samplesPlayed: decoded && kind === 'audio' ? 960 : 0,
  audioEnergy: 0,
  audioDuration: 0,
});
const watch = watchFirstFrames(1_000, 1_400);

describe('findFirstFrames', () => {
  it('finds nothing before a frame is decoded', () => {
    const tracks = [
      { inbound: inbound('video', false), wantedAt: 1_500 },
      { inbound: undefined, wantedAt: 1_500 },
    ];
    expect(findFirstFrames(watch, tracks, 1_600)).toEqual({ watch, found: [] });
  });

  it('measures from the call of join what was there already', () => {
    const tracks = [{ inbound: inbound('video', true), wantedAt: 1_500 }];
    expect(findFirstFrames(watch, tracks, 1_700).found).toEqual([{ kind: 'video', milliseconds: 700 }]);
  });

  it('measures from its arrival what came later', () => {
    const tracks = [{ inbound: inbound('audio', true), wantedAt: 60_000 }];
    expect(findFirstFrames(watch, tracks, 60_080).found).toEqual([{ kind: 'audio', milliseconds: 80 }]);
  });

  it('finds each kind once', () => {
    const tracks = [
      { inbound: inbound('video', true), wantedAt: 1_500 },
      { inbound: inbound('audio', true), wantedAt: 1_500 },
    ];
    const first = findFirstFrames(watch, tracks, 1_700);
    expect(first.found.map((each) => each.kind)).toEqual(['audio', 'video']);
    expect(first.watch.awaited).toEqual([]);
    expect(findFirstFrames(first.watch, tracks, 1_800).found).toEqual([]);
  });
});

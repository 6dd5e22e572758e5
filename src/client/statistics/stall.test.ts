import { describe, expect, it } from '@jest/globals';
import type { MeasuredTrack } from './measure.ts';
import type { InboundTrack, Snapshot } from './snapshot.ts';
import { stalledPictures } from './stall.ts';

const now = 100_000;

function snapshot(framesDecoded: number | undefined): Snapshot {
  const track = { kind: 'video', framesDecoded } as InboundTrack;
  return { inbound: new Map(framesDecoded === undefined ? [] : [['t', track]]) } as unknown as Snapshot;
}

function wanted(rest: Partial<MeasuredTrack> = {}): MeasuredTrack {
  return {
    trackId: 't',
    kind: 'video',
    wantedAt: now - 3_000,
    isContinuous: true,
    layersMissing: 0,
    ...rest,
  };
}

const stalls = (before: number | undefined, after: number | undefined, rest: Partial<MeasuredTrack> = {}) =>
  stalledPictures(snapshot(before), snapshot(after), [wanted(rest)], now).length === 1;

describe('a picture', () => {
  it('stalls where it is wanted and none has come', () => {
    expect([stalls(undefined, undefined), stalls(0, 0)]).toEqual([true, true]);
    expect(stalls(0, 0, { wantedAt: now - 2_999 })).toBe(false);
    expect(stalls(0, 0, { wantedAt: undefined })).toBe(false);
  });

  it('of a camera stalls where it no longer moves, and of a screen it may stand still', () => {
    expect([stalls(90, 90), stalls(90, 91)]).toEqual([true, false]);
    expect([stalls(90, 90, { isContinuous: false }), stalls(0, 0, { isContinuous: false })]).toEqual([
      false,
      true,
    ]);
  });

  it('is none where only sound is wanted', () => {
    expect(stalls(0, 0, { kind: 'audio' })).toBe(false);
  });
});

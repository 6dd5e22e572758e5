import { describe, expect, it } from '@jest/globals';
import {
  changeDemand,
  type Delivery,
  type Demand,
  nextDemandStep,
  pauseGrace,
  shrinkGrace,
} from './demand.ts';

const unseen: Demand = { spatialLayer: undefined, loweredAt: 0 };
const asMade: Delivery = { paused: true, spatialLayer: undefined };
const shown = (spatialLayer: number, loweredAt = 0): Demand => ({ spatialLayer, loweredAt });
const running = (spatialLayer: number | undefined): Delivery => ({ paused: false, spatialLayer });

describe('nextDemandStep', () => {
  it('leaves a track paused that was never shown', () => {
    expect(nextDemandStep(unseen, asMade, 0)).toBeUndefined();
  });

  it('asks for the layer first, then resumes, both at once', () => {
    expect(nextDemandStep(shown(1), asMade, 0)).toEqual({ kind: 'prefer', spatialLayer: 1 });
    expect(nextDemandStep(shown(1), { paused: true, spatialLayer: 1 }, 0)).toEqual({ kind: 'resume' });
    expect(nextDemandStep(shown(1), running(1), 0)).toBeUndefined();
  });

  it('pauses after a grace', () => {
    const hidden = { spatialLayer: undefined, loweredAt: 5_000 };
    const until = 5_000 + pauseGrace;
    expect(nextDemandStep(hidden, running(1), 5_000)).toEqual({ kind: 'wait', until });
    expect(nextDemandStep(hidden, running(1), until)).toEqual({ kind: 'pause' });
  });

  it('goes up at once and down after a grace', () => {
    expect(nextDemandStep(shown(2, 5_000), running(1), 5_000)).toEqual({ kind: 'prefer', spatialLayer: 2 });
    const until = 5_000 + shrinkGrace;
    expect(nextDemandStep(shown(0, 5_000), running(1), 5_000)).toEqual({ kind: 'wait', until });
    expect(nextDemandStep(shown(0, 5_000), running(1), until)).toEqual({ kind: 'prefer', spatialLayer: 0 });
  });

  it('starts a paused track in a lower layer without a grace', () => {
    const paused = { paused: true, spatialLayer: 2 };
    expect(nextDemandStep(shown(0, 5_000), paused, 5_000)).toEqual({ kind: 'prefer', spatialLayer: 0 });
  });

  it('says everything again where the server lost track', () => {
    const unknown = { paused: undefined, spatialLayer: undefined };
    expect(nextDemandStep(shown(1), unknown, 0)).toEqual({ kind: 'prefer', spatialLayer: 1 });
    expect(nextDemandStep(shown(1), { paused: undefined, spatialLayer: 1 }, 0)).toEqual({ kind: 'resume' });
    expect(nextDemandStep(unseen, unknown, 9_000)).toEqual({ kind: 'pause' });
  });
});

describe('changeDemand', () => {
  it('remembers when it wanted more', () => {
    const first = changeDemand(unseen, 2, 1_000);
    expect(first).toEqual({ spatialLayer: 2, loweredAt: 0 });
    const smaller = changeDemand(first, 1, 2_000);
    expect(smaller).toEqual({ spatialLayer: 1, loweredAt: 2_000 });
    expect(changeDemand(smaller, 1, 3_000)).toBe(smaller);
    expect(changeDemand(smaller, undefined, 4_000)).toEqual({ spatialLayer: undefined, loweredAt: 4_000 });
  });
});

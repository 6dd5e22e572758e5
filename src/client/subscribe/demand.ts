/**
 * What a receiver wants of one consumer. Times are milliseconds of `Date.now()`.
 *
 * `spatialLayer` is `undefined` while nothing shows the track: the consumer is then to be paused.
 */
export interface Demand {
  readonly spatialLayer: number | undefined;
  /** Since when it wants so little: the last moment when it wanted more. */
  readonly loweredAt: number;
}

/** What the server does, as far as it has confirmed; `undefined` where that is unknown. */
export interface Delivery {
  readonly paused: boolean | undefined;
  readonly spatialLayer: number | undefined;
}

export type DemandStep =
  | { kind: 'prefer'; spatialLayer: number }
  | { kind: 'resume' }
  | { kind: 'pause' }
  /** Nothing before this moment. */
  | { kind: 'wait'; until: number };

/** How long a track that nobody shows any more still runs: paging back and forth shows it at once. */
export const pauseGrace = 1_500;
/** How long a view must stay smaller before less is asked for: animations and resizing pass through sizes. */
export const shrinkGrace = 1_000;

/** The next step from what is delivered to what is wanted, or `undefined` at the goal. More comes at once, less later. */
export function nextDemandStep(demand: Demand, delivery: Delivery, now: number): DemandStep | undefined {
  if (demand.spatialLayer === undefined) {
    if (delivery.paused === true) return undefined;
    return waitOr({ kind: 'pause' }, demand.loweredAt + pauseGrace, now);
  }
  if (demand.spatialLayer !== delivery.spatialLayer) {
    const more = delivery.spatialLayer === undefined || demand.spatialLayer > delivery.spatialLayer;
    const step = { kind: 'prefer' as const, spatialLayer: demand.spatialLayer };
    // A paused track starts in the right layer, whichever it had before.
    if (more || delivery.paused !== false) return step;
    return waitOr(step, demand.loweredAt + shrinkGrace, now);
  }
  return delivery.paused === false ? undefined : { kind: 'resume' };
}

function waitOr(step: DemandStep, until: number, now: number): DemandStep {
  return now < until ? { kind: 'wait', until } : step;
}

/** The demand after a change of views. */
export function changeDemand(demand: Demand, spatialLayer: number | undefined, now: number): Demand {
  if (spatialLayer === demand.spatialLayer) return demand;
  const lower = (spatialLayer ?? -1) < (demand.spatialLayer ?? -1);
  return { spatialLayer, loweredAt: lower ? now : demand.loweredAt };
}

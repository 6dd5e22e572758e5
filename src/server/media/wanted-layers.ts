/** What one consumer shows of a producer; `undefined` spatial layer means the highest. */
export interface Demand {
  readonly paused: boolean;
  readonly spatialLayer: number | undefined;
}

/** The highest spatial layer that anybody watches, or null where nobody watches. */
export type WantedLayer = number | null;

/**
 * Sums up what all consumers of one producer, on whichever worker, want of it.
 *
 * @param topLayer The producer's highest spatial layer.
 */
export function wantedLayer(demands: Iterable<Demand>, topLayer: number): WantedLayer {
  let wanted: WantedLayer = null;
  for (const demand of demands) {
    if (!demand.paused) {
      wanted = Math.max(wanted ?? 0, Math.min(demand.spatialLayer ?? topLayer, topLayer));
    }
  }
  return wanted;
}

/** True where the publisher must send more than now: such a change cannot wait, a decrease can. */
export function isIncrease(from: WantedLayer, to: WantedLayer): boolean {
  return (to ?? -1) > (from ?? -1);
}

import type { ConnectionQuality } from '../api.ts';

type Level = ConnectionQuality['level'];
type Reason = ConnectionQuality['reason'];

/** What was measured over the last interval. */
export interface QualitySample {
  /** False where media should flow and nothing does. */
  readonly flowing: boolean;
  /** Milliseconds. */
  readonly roundTripTime: number | undefined;
  /** 0 to 1; the worse of both directions. */
  readonly packetLoss: number | undefined;
  /** How far the picture is below what was wanted for want of bandwidth, in steps. */
  readonly layersMissing: number;
}

/** A quality that changes only once the evidence lasts. Invariant: `shown` changes by `observe` alone. */
export interface QualityMeter {
  readonly shown: ConnectionQuality;
  /** The level that the last samples agree on, if it is not the one shown, and how often in a row. */
  readonly pending: { readonly level: Level; readonly times: number } | undefined;
}

/** Above each of these, milliseconds of a round trip cost a step: turn-taking in talk suffers from about 300 on. */
const roundTripSteps = [150, 300, 600];
/** Above each of these, a share of lost packets costs a step; retransmission and FEC hide the first percent. */
const lossSteps = [0.01, 0.03, 0.08];
/** How many samples must agree before things are shown as worse, or as better. */
const samplesToWorsen = 2;
const samplesToImprove = 3;

export const startingQuality: QualityMeter = {
  shown: { level: 4, reason: 'good', roundTripTime: undefined, packetLoss: undefined },
  pending: undefined,
};

/** The level of one sample by itself, with its worst finding. */
export function assess(sample: QualitySample): { level: Level; reason: Reason } {
  if (!sample.flowing) return { level: 1, reason: 'no-media' };
  const findings: { level: Level; reason: Reason }[] = [
    { level: levelAfter(stepsOver(sample.packetLoss, lossSteps)), reason: 'packet-loss' },
    { level: levelAfter(stepsOver(sample.roundTripTime, roundTripSteps)), reason: 'round-trip-time' },
    // A smaller picture is still a picture: bandwidth alone never makes it barely usable.
    { level: levelAfter(Math.min(sample.layersMissing, 2)), reason: 'low-bandwidth' },
  ];
  const worst = findings.reduce((a, b) => (b.level < a.level ? b : a));
  return worst.level === 4 ? { level: 4, reason: 'good' } : worst;
}

/** Takes the next sample in. The figures follow at once, the level with hysteresis. */
export function observe(meter: QualityMeter, sample: QualitySample): QualityMeter {
  const found = assess(sample);
  const figures = { roundTripTime: sample.roundTripTime, packetLoss: sample.packetLoss };
  const { shown } = meter;
  if (found.level === shown.level) return { shown: { ...found, ...figures }, pending: undefined };
  const worse = found.level < shown.level;
  // Samples that are all worse agree, though they differ in how much.
  const agrees = meter.pending !== undefined && meter.pending.level < shown.level === worse;
  const times = agrees && meter.pending !== undefined ? meter.pending.times + 1 : 1;
  if (times >= (worse ? samplesToWorsen : samplesToImprove)) {
    return { shown: { ...found, ...figures }, pending: undefined };
  }
  return {
    shown: { ...shown, ...figures },
    pending: { level: found.level, times },
  };
}

function stepsOver(value: number | undefined, steps: readonly number[]): number {
  return value === undefined ? 0 : steps.filter((step) => value > step).length;
}

function levelAfter(steps: number): Level {
  if (steps <= 0) return 4;
  if (steps === 1) return 3;
  return steps === 2 ? 2 : 1;
}

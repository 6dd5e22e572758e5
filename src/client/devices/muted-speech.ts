/** Notices that a person talks though they are muted. Times are milliseconds. */
export interface MutedSpeech {
  readonly speaking: boolean;
  /** Milliseconds of speech in the present burst. */
  readonly spoken: number;
  readonly heardAt: number;
  readonly at: number;
}

export const noMutedSpeech: MutedSpeech = {
  speaking: false,
  spoken: 0,
  heardAt: Number.NEGATIVE_INFINITY,
  at: 0,
};

/** On the scale of `loudness`: about -38 dBFS. */
export const speechLevel = 0.45;
const noticeAfter = 1_000;
/** A longer silence than this begins a new burst. */
const burstGap = 700;
/** How long the notice stays after the last word. */
const stayFor = 3_000;
/** A measurement counts for no more than this, where timers ran late. */
const longestMeasurement = 200;

/** Takes the next level of a muted microphone in. */
export function hearMuted(state: MutedSpeech, level: number, now: number): MutedSpeech {
  if (level < speechLevel) {
    const silence = now - state.heardAt;
    const speaking = state.speaking && silence < stayFor;
    return { ...state, speaking, spoken: silence < burstGap ? state.spoken : 0, at: now };
  }
  const spoken = state.spoken + Math.min(now - state.at, longestMeasurement);
  return { speaking: state.speaking || spoken >= noticeAfter, spoken, heardAt: now, at: now };
}

import { speechLevel } from '../devices/muted-speech.ts';

/** Whether this device's person speaks. Times are milliseconds. */
export interface OwnVoice {
  readonly isSpeaking: boolean;
  readonly heardAt: number;
  /** A loudness has been measured: it is never exactly zero in a real room. */
  readonly isMeasured: boolean;
}

export const noVoice: OwnVoice = {
  isSpeaking: false,
  heardAt: Number.NEGATIVE_INFINITY,
  isMeasured: false,
};

/** Whoever pauses to think keeps the word for so long. */
const hangover = 1_500;

/**
 * Takes the next loudness in. Where none can be measured, an open microphone counts as one that is spoken into: who
 * cannot tell is heard rather than not.
 *
 * @param level From 0 to 1; undefined while the microphone is muted or closed.
 */
export function hearOwn(voice: OwnVoice, level: number | undefined, now: number): OwnVoice {
  if (level === undefined) return noVoice;
  const isMeasured = voice.isMeasured || level > 0;
  const heardAt = level >= speechLevel || !isMeasured ? now : voice.heardAt;
  return { isSpeaking: now - heardAt < hangover, heardAt, isMeasured };
}

/**
 * Who speaks, found from the loudness of what is decoded here: the server is never told, and no audio
 * level travels outside the encrypted payload. Times are milliseconds, levels root mean squares of
 * samples between -1 and 1.
 */
export interface SpeakerState {
  /** Stays while nobody speaks. */
  readonly activeId: string | undefined;
  readonly voices: ReadonlyMap<string, Voice>;
}

interface Voice {
  /** Smoothed loudness. */
  readonly level: number;
  /** The last moment above the threshold. */
  readonly heardAt: number;
  /** Since when this voice has spoken without a pause; `undefined` while it is silent. */
  readonly speakingSince: number | undefined;
}

/** About -40 dBFS: above the noise that gain control leaves, below a quiet voice. */
const speechLevel = 0.01;
/** Pauses between words last up to half a second. */
const hangover = 600;
/** Coughs and keys are shorter than this; a word is not. */
const minimumSpeech = 350;
/** Nobody takes over before the present speaker has been active for this long. */
const takeoverSpeech = 1_000;
/** How much louder somebody must be to take over from a person who still speaks. */
const takeoverRatio = 2;
/** Weight of a new measurement in the smoothed level. */
const smoothing = 0.4;

export const silence: SpeakerState = { activeId: undefined, voices: new Map() };

/**
 * Takes the next measurement in.
 *
 * @param levels Loudness of each person who can be heard; whoever is not in it has left or is muted.
 */
export function hear(state: SpeakerState, levels: ReadonlyMap<string, number>, now: number): SpeakerState {
  const voices = new Map<string, Voice>();
  for (const [id, level] of levels) voices.set(id, nextVoice(state.voices.get(id), level, now));
  return { activeId: chooseSpeaker(state.activeId, voices), voices };
}

export function isSpeaking(state: SpeakerState, id: string): boolean {
  return state.voices.get(id)?.speakingSince !== undefined;
}

function nextVoice(voice: Voice | undefined, level: number, now: number): Voice {
  const smoothed = voice === undefined ? level : voice.level + smoothing * (level - voice.level);
  if (level >= speechLevel) {
    return { level: smoothed, heardAt: now, speakingSince: voice?.speakingSince ?? now };
  }
  const heardAt = voice?.heardAt ?? Number.NEGATIVE_INFINITY;
  const goesOn = now - heardAt < hangover;
  return { level: smoothed, heardAt, speakingSince: goesOn ? voice?.speakingSince : undefined };
}

function chooseSpeaker(activeId: string | undefined, voices: ReadonlyMap<string, Voice>): string | undefined {
  const active = activeId === undefined ? undefined : voices.get(activeId);
  const activeSpeaks = active?.speakingSince !== undefined;
  let best: { id: string; level: number } | undefined;
  for (const [id, voice] of voices) {
    if (id === activeId || voice.speakingSince === undefined) continue;
    const spoken = voice.heardAt - voice.speakingSince;
    if (spoken < (activeSpeaks ? takeoverSpeech : minimumSpeech)) continue;
    if (activeSpeaks && voice.level < active.level * takeoverRatio) continue;
    if (best === undefined || voice.level > best.level) best = { id, level: voice.level };
  }
  return best?.id ?? activeId;
}

/** The voice of a test participant: one steady tone. */
const lowest = 400;
const step = 130;

/** How far a recognised tone may lie from the one that was sent, in hertz. */
export const toneTolerance = 25;

/**
 * The tone of one participant in hertz. All lie where every Opus bandwidth keeps them, further apart than
 * twice the tolerance, and complete whole cycles in a second, so that a file of one second loops smoothly.
 */
export function toneFrequency(index: number): number {
  return lowest + step * index;
}

/** The tone of what one participant's screen plays, in hertz; between the voices and as far from each. */
export function screenToneFrequency(index: number): number {
  return toneFrequency(index) + step / 2;
}

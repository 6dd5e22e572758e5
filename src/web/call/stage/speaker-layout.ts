import type { Rect, Size } from './geometry.ts';

export interface SpeakerLayout {
  readonly stage: Rect;
  readonly filmstrip: readonly Rect[];
}

const aspect = 4 / 3;
const stripShare = 0.2;
const smallest = 96;
const largest = 220;

/** The side of a filmstrip's tile across the strip, in CSS pixels: its width at the side, its height below. */
function thickness(stage: Size, atSide: boolean): number {
  const across = (atSide ? stage.width : stage.height) * stripShare;
  return Math.min(largest, Math.max(smallest, across));
}

/** A wide window has its filmstrip at the right side, any other above the large picture, clear of the controls. */
export function isFilmstripAtSide(stage: Size): boolean {
  return stage.width > stage.height * 1.25;
}

/** How many tiles the filmstrip holds; at least one. */
export function filmstripCapacity(stage: Size, gap: number): number {
  const atSide = isFilmstripAtSide(stage);
  const across = thickness(stage, atSide);
  const along = atSide ? across / aspect : across * aspect;
  return Math.max(1, Math.floor(((atSide ? stage.height : stage.width) + gap) / (along + gap)));
}

/** One large picture and a filmstrip of `count` small ones beside it. */
export function layoutSpeaker(stage: Size, count: number, gap: number): SpeakerLayout {
  if (count === 0) return { stage: { x: 0, y: 0, ...stage }, filmstrip: [] };
  return isFilmstripAtSide(stage) ? layoutBeside(stage, count, gap) : layoutBelow(stage, count, gap);
}

function layoutBeside(stage: Size, count: number, gap: number): SpeakerLayout {
  const width = thickness(stage, true);
  const height = width / aspect;
  const top = (stage.height - count * (height + gap) + gap) / 2;
  return {
    stage: { x: 0, y: 0, width: stage.width - width - gap, height: stage.height },
    filmstrip: Array.from({ length: count }, (_, index) => ({
      x: stage.width - width,
      y: top + index * (height + gap),
      width,
      height,
    })),
  };
}

function layoutBelow(stage: Size, count: number, gap: number): SpeakerLayout {
  const height = thickness(stage, false);
  const width = height * aspect;
  const left = (stage.width - count * (width + gap) + gap) / 2;
  return {
    stage: { x: 0, y: height + gap, width: stage.width, height: stage.height - height - gap },
    filmstrip: Array.from({ length: count }, (_, index) => ({
      x: left + index * (width + gap),
      y: 0,
      width,
      height,
    })),
  };
}

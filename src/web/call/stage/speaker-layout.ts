import type { Rect, Size } from './geometry.ts';

export interface SpeakerLayout {
  readonly stage: Rect;
  readonly filmstrip: readonly Rect[];
}

/**
 * A filmstrip at the side takes a fifth of the width, with tiles of 4:3. One above takes less, since an
 * upright window needs its height for the large picture, and has square tiles, so that more fit.
 */
const strips = {
  side: { share: 0.2, smallest: 96, largest: 220, aspect: 4 / 3 },
  above: { share: 0.13, smallest: 84, largest: 160, aspect: 1 },
} as const;

/** The size of a filmstrip's tile, in CSS pixels. */
function stripTile(stage: Size): Size {
  const atSide = isFilmstripAtSide(stage);
  const { share, smallest, largest, aspect } = atSide ? strips.side : strips.above;
  const across = Math.min(largest, Math.max(smallest, (atSide ? stage.width : stage.height) * share));
  return atSide ? { width: across, height: across / aspect } : { width: across * aspect, height: across };
}

/** A wide window has its filmstrip at the right side, any other above the large picture, clear of the controls. */
export function isFilmstripAtSide(stage: Size): boolean {
  return stage.width > stage.height * 1.25;
}

/** How many tiles the filmstrip holds; at least one. */
export function filmstripCapacity(stage: Size, gap: number): number {
  const { width, height } = stripTile(stage);
  const fitting = isFilmstripAtSide(stage)
    ? (stage.height + gap) / (height + gap)
    : (stage.width + gap) / (width + gap);
  return Math.max(1, Math.floor(fitting));
}

/** One large picture and a filmstrip of `count` small ones beside it. */
export function layoutSpeaker(stage: Size, count: number, gap: number): SpeakerLayout {
  if (count === 0) return { stage: { x: 0, y: 0, ...stage }, filmstrip: [] };
  return isFilmstripAtSide(stage) ? layoutBeside(stage, count, gap) : layoutUnder(stage, count, gap);
}

function layoutBeside(stage: Size, count: number, gap: number): SpeakerLayout {
  const { width, height } = stripTile(stage);
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

function layoutUnder(stage: Size, count: number, gap: number): SpeakerLayout {
  const { width, height } = stripTile(stage);
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

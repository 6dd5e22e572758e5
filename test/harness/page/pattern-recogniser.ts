import { barsHeight, type Colour, colours, isPattern } from './pattern.ts';

/** A picture in the layout of `ImageData`: four bytes a pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Bars are plain: a higher standard deviation within one means that this is some other picture. */
const plainDeviation = 24;
/** Largest distance in RGB between a bar and the colour that it is taken for. */
const colourDistance = 70;

/**
 * Tells whose picture this is.
 *
 * @returns The name that `patternName` gave, or `undefined` where the picture is no pattern.
 */
export function recognisePattern(picture: Picture): string | undefined {
  const bars = [0, 1, 2].map((bar) => recogniseBar(picture, bar));
  const known = bars.filter((bar) => bar !== undefined);
  return known.length === 3 && isPattern(known) ? known.join('-') : undefined;
}

/** Looks at the middle of a bar only: its edges bleed into its neighbours in a small layer. */
function recogniseBar(picture: Picture, bar: number): string | undefined {
  const barWidth = picture.width / 3;
  const left = Math.round((bar + 0.3) * barWidth);
  const right = Math.round((bar + 0.7) * barWidth);
  const top = Math.round(picture.height * 0.15);
  const bottom = Math.round(picture.height * barsHeight * 0.8);
  const sum = [0, 0, 0];
  const squares = [0, 0, 0];
  let count = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      for (const channel of [0, 1, 2]) {
        const value = picture.data[(y * picture.width + x) * 4 + channel] ?? 0;
        sum[channel] = (sum[channel] ?? 0) + value;
        squares[channel] = (squares[channel] ?? 0) + value * value;
      }
      count += 1;
    }
  }
  if (count === 0) return undefined;
  const mean = sum.map((value) => value / count);
  const deviations = squares.map((value, channel) =>
    Math.sqrt(Math.max(0, value / count - (mean[channel] ?? 0) ** 2)),
  );
  return Math.max(...deviations) > plainDeviation ? undefined : nearestColour(mean);
}

function nearestColour(seen: readonly number[]): string | undefined {
  const ranked = Object.entries(colours)
    .map(([name, colour]) => ({ name, distance: distance(seen, colour) }))
    .sort((one, other) => one.distance - other.distance);
  const nearest = ranked[0];
  return nearest !== undefined && nearest.distance <= colourDistance ? nearest.name : undefined;
}

function distance(seen: readonly number[], colour: Colour): number {
  return Math.hypot(...colour.map((value, channel) => value - (seen[channel] ?? 0)));
}

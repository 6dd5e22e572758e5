/**
 * The picture of a test participant: three upright bars of plain colour over a strip of moving noise.
 * The bars survive scaling and compression; the noise keeps the encoder as busy as a face would.
 */
export const colours = {
  red: [205, 35, 35],
  green: [35, 165, 45],
  blue: [35, 55, 205],
  yellow: [215, 205, 40],
  magenta: [200, 45, 190],
  cyan: [40, 195, 205],
} as const satisfies Record<string, Colour>;

export type Colour = readonly [red: number, green: number, blue: number];

/** Height of the bars as a share of the picture; the noise fills the rest. */
export const barsHeight = 5 / 6;

const names = ['red', 'green', 'blue', 'yellow', 'magenta', 'cyan'] as const;

/** How many participants can be told apart. */
export const patternCount = names.length * (names.length - 1);

/**
 * Names the bars of one participant, from left to right: `red-green-yellow`. The third bar is a check on
 * the first two, so that a picture of three arbitrary colours is no pattern.
 *
 * @param index 0 to {@link patternCount} - 1.
 * @throws {RangeError} where there is no such participant.
 */
export function patternName(index: number): string {
  const first = names[index % names.length];
  const second = names[(index + 1 + Math.floor(index / names.length)) % names.length];
  if (!Number.isInteger(index) || index < 0 || index >= patternCount || !first || !second) {
    throw new RangeError(`there are ${patternCount} patterns, not one numbered ${index}`);
  }
  return `${first}-${second}-${checkBar(first, second)}`;
}

/** The colours of a pattern's bars. */
export function patternBars(name: string): Colour[] {
  return name.split('-').map((bar) => {
    if (!isColourName(bar)) throw new RangeError(`there is no pattern ${name}`);
    return colours[bar];
  });
}

/** Whether three bars, as they were recognised, make a pattern at all. */
export function isPattern(bars: readonly string[]): boolean {
  const [first, second, third] = bars;
  if (first === undefined || second === undefined || first === second) return false;
  return isColourName(first) && isColourName(second) && third === checkBar(first, second);
}

type ColourName = (typeof names)[number];

function checkBar(first: ColourName, second: ColourName): string {
  const sum = names.indexOf(first) + 2 * names.indexOf(second) + 1;
  return names[sum % names.length] ?? 'red';
}

function isColourName(name: string): name is ColourName {
  return Object.hasOwn(colours, name);
}

import { barsHeight, patternBars } from './pattern.ts';

export interface PatternCanvas {
  readonly canvas: HTMLCanvasElement;
  close(): void;
}

export interface PatternCanvasOptions {
  readonly pattern: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/** Side of a square of noise. */
const grain = 8;

/** A canvas that shows a pattern, its noise in motion. */
export function openPatternCanvas({
  pattern,
  width,
  height,
  frameRate,
}: PatternCanvasOptions): PatternCanvas {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws no canvas');
  const bars = patternBars(pattern);
  const barsEnd = Math.round(height * barsHeight);

  const draw = (): void => {
    bars.forEach((colour, bar) => {
      context.fillStyle = `rgb(${colour.join(' ')})`;
      context.fillRect(Math.round((bar * width) / 3), 0, Math.ceil(width / 3), barsEnd);
    });
    for (let y = barsEnd; y < height; y += grain) {
      for (let x = 0; x < width; x += grain) {
        const grey = 40 + Math.floor(Math.random() * 128);
        context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
        context.fillRect(x, y, grain, grain);
      }
    }
  };
  draw();
  // A timer, not animation frames: those stop in a page that is not shown.
  const timer = setInterval(draw, 1000 / frameRate);
  return { canvas, close: () => clearInterval(timer) };
}

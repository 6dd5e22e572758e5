import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { barsHeight, type Colour, patternBars } from './page/pattern.ts';

export interface CameraFile {
  readonly pattern: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

const seconds = 1;

/**
 * Writes what Chromium's `--use-file-for-fake-video-capture` plays in a loop: uncompressed YUV 4:2:0
 * frames (YUV4MPEG2, `.y4m`) of a participant's pattern.
 */
export async function writeCameraFile(path: string, camera: CameraFile): Promise<void> {
  const { width, height, frameRate } = camera;
  const file = createWriteStream(path);
  file.write(`YUV4MPEG2 W${width} H${height} F${frameRate}:1 Ip A1:1 C420mpeg2\n`);
  for (let frame = 0; frame < frameRate * seconds; frame += 1) {
    file.write('FRAME\n');
    file.write(drawFrame(camera, frame));
  }
  file.end();
  await finished(file);
}

function drawFrame({ pattern, width, height }: CameraFile, frame: number): Buffer {
  const bars = patternBars(pattern).map(toYuv);
  const barsEnd = Math.round(height * barsHeight);
  const luma = Buffer.alloc(width * height);
  const chromaWidth = width / 2;
  const chroma = [Buffer.alloc((width * height) / 4), Buffer.alloc((width * height) / 4)] as const;
  const barAt = (x: number, rowWidth: number): readonly number[] =>
    bars[Math.floor((3 * x) / rowWidth)] ?? [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      luma[y * width + x] = y < barsEnd ? (barAt(x, width)[0] ?? 0) : noise(x >> 3, y >> 3, frame);
    }
  }
  for (let y = 0; y < height / 2; y += 1) {
    for (let x = 0; x < chromaWidth; x += 1) {
      const [, blue = 128, red = 128] = y * 2 < barsEnd ? barAt(x, chromaWidth) : [];
      chroma[0][y * chromaWidth + x] = blue;
      chroma[1][y * chromaWidth + x] = red;
    }
  }
  return Buffer.concat([luma, ...chroma]);
}

/** BT.601 in limited range, as the sources of such files are expected to use. */
function toYuv([red, green, blue]: Colour): readonly [number, number, number] {
  return [
    16 + (65.738 * red + 129.057 * green + 25.064 * blue) / 256,
    128 + (-37.945 * red - 74.494 * green + 112.439 * blue) / 256,
    128 + (112.439 * red - 94.154 * green - 18.285 * blue) / 256,
  ];
}

/** Luma that looks random and is the same at each run. */
function noise(x: number, y: number, frame: number): number {
  const mixed = Math.imul(x * 374_761_393 + y * 668_265_263 + frame * 2_147_483_647, 1_274_126_177);
  return 40 + ((mixed ^ (mixed >>> 15)) & 0x7f);
}

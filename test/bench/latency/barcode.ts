const bits = 20;
const blockWidth = 32;
const blockHeight = 64;

/** Width of the picture that a barcode needs, in pixels. */
export const pictureSize = { width: bits * blockWidth, height: 360 };

/** Writes a time into a picture: blocks that survive any encoder. @param time Whole milliseconds. */
export function drawTime(context: CanvasRenderingContext2D, time: number): void {
  const value = Math.floor(time) % 2 ** bits;
  context.fillStyle = '#406080';
  context.fillRect(0, 0, pictureSize.width, pictureSize.height);
  for (let bit = 0; bit < bits; bit += 1) {
    context.fillStyle = Math.floor(value / 2 ** bit) % 2 === 1 ? '#fff' : '#000';
    context.fillRect(bit * blockWidth, 0, blockWidth, blockHeight);
  }
}

/** Milliseconds since the time in the video's present frame. */
export function ageOf(video: HTMLVideoElement, context: CanvasRenderingContext2D, now: number): number {
  const { height, width } = pictureSize;
  context.drawImage(video, 0, 0, width, height);
  let value = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    const x = Math.floor((bit + 0.5) * blockWidth);
    const [red = 0] = context.getImageData(x, blockHeight / 2, 1, 1).data;
    if (red > 127) value += 2 ** bit;
  }
  const age = (Math.floor(now) - value + 2 ** bits) % 2 ** bits;
  // A browser's time of presentation may lie a little before the picture was drawn.
  return age < 2 ** (bits - 1) ? age : age - 2 ** bits;
}

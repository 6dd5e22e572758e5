/** Width and height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A layer may be shown a little larger than it is before the next one is worth its bits. */
const upscaling = 1.25;

/**
 * The lowest spatial layer that fills a view, where each layer has twice the width and height of the
 * one below it.
 *
 * @param view The view's size in device pixels.
 * @param full The size of the top layer.
 * @param layers How many spatial layers there are.
 */
export function layerForView(view: Size, full: Size, layers: number): number {
  // Views may crop, so the larger of both ratios is what the picture is scaled by.
  const needed = Math.max(view.width / full.width, view.height / full.height);
  for (let layer = 0; layer < layers - 1; layer++) {
    if (needed <= upscaling / 2 ** (layers - 1 - layer)) return layer;
  }
  return layers - 1;
}

/**
 * The size of the top layer, told from what arrives: half of it in each direction for every layer below
 * the top.
 */
export function fullSize(frame: Size, spatialLayer: number, layers: number): Size {
  const factor = 2 ** Math.max(0, layers - 1 - spatialLayer);
  return { width: frame.width * factor, height: frame.height * factor };
}

/** The size that all views of a track need: the widest and the highest of them; `undefined` where none is visible. */
export function largestView(sizes: Iterable<Size | undefined>): Size | undefined {
  let largest: Size | undefined;
  for (const size of sizes) {
    if (size === undefined || size.width <= 0 || size.height <= 0) continue;
    largest = {
      width: Math.max(size.width, largest?.width ?? 0),
      height: Math.max(size.height, largest?.height ?? 0),
    };
  }
  return largest;
}

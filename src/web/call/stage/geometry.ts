/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** In CSS pixels, from the top left of the stage. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

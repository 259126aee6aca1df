/** An image in memory: three bytes per pixel, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** [H, W, 3] */
  readonly data: Uint8Array;
}

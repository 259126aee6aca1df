/** One image as a model takes it; many texts may share one. */
export interface PixelImage {
  /** Channels, height and width. */
  readonly shape: readonly [channels: number, height: number, width: number];
  /** The normalised values, channel by channel, row by row: [3, H, W]. */
  pixelValues(): Float32Array;
}

/** Where an image stands in a text: its features take the places of `count` consecutive tokens. */
export interface PlacedImage {
  readonly image: PixelImage;
  /** The first of the tokens, counted from 0. */
  readonly begin: number;
  /** P, the tokens of one image. */
  readonly count: number;
}

/** The images of a batch of texts. */
export interface PackedImages {
  /** I images: [I, 3, H, W]. */
  readonly shape: readonly [count: number, channels: number, height: number, width: number];
  readonly pixelValues: Float32Array;
  /** [B, T]: which of the I·P rows of features stands in a token's place, -1 for text. */
  readonly places: Int32Array;
}

/**
 * The single images of a tensor's values.
 *
 * @param pixelValues of the shape [I, C, H, W]
 */
export function splitImages(pixelValues: ArrayLike<number>, shape: readonly number[]): PixelImage[] {
  const [count = 0, channels = 0, height = 0, width = 0] = shape;
  const size = channels * height * width;
  const whole = Float32Array.from(pixelValues);
  return Array.from({ length: count }, (_, i) => ({
    shape: [channels, height, width],
    pixelValues: () => whole.slice(i * size, (i + 1) * size),
  }));
}

/**
 * Gathers the images of a batch, each one once however many texts show it. Their number is filled up to a power of two with
 * copies of the first, so that few shapes occur.
 *
 * @param rows the images of each text, and the column in which the text begins
 * @param length T
 * @returns undefined if there are no images
 */
export function packImages(
  rows: readonly { readonly images: readonly PlacedImage[]; readonly offset: number }[],
  length: number,
): PackedImages | undefined {
  const distinct = [...new Set(rows.flatMap(({ images }) => images.map(({ image }) => image)))];
  const [first] = distinct;
  if (first === undefined) return undefined;
  const count = 2 ** Math.ceil(Math.log2(distinct.length));
  const size = first.shape.reduce((product, n) => product * n, 1);
  const pixelValues = new Float32Array(count * size);
  distinct.forEach((image, i) => {
    if (image.shape.join() !== first.shape.join())
      throw new Error(
        `Expected images of one shape, got [${image.shape.join()}] and [${first.shape.join()}]`,
      );
    pixelValues.set(image.pixelValues(), i * size);
  });
  for (let i = distinct.length; i < count; i++) pixelValues.copyWithin(i * size, 0, size);
  const places = new Int32Array(rows.length * length).fill(-1);
  for (const [row, { images, offset }] of rows.entries()) {
    for (const { image, begin, count: numTokens } of images) {
      const start = row * length + offset + begin;
      const feature = distinct.indexOf(image) * numTokens;
      for (let j = 0; j < numTokens; j++) places[start + j] = feature + j;
    }
  }
  return { shape: [count, ...first.shape], pixelValues, places };
}

import type { PixelImage } from '@lamella/core';
import { placeImages } from './place-images.ts';

const image: PixelImage = { shape: [1, 1, 1], pixelValues: () => new Float32Array(1) };
const other: PixelImage = { ...image };
const tokens = { imageToken: 9, tokensPerImage: 2 };

test('the first image takes the first image tokens', () => {
  expect(placeImages([1, 9, 9, 2, 9, 9], [image, other], tokens)).toEqual([
    { image, begin: 1, count: 2 },
    { image: other, begin: 4, count: 2 },
  ]);
  expect(placeImages([9, 9, 9, 9], [image, other], tokens).map(({ begin }) => begin)).toEqual([0, 2]);
  expect(placeImages([1, 2], [], tokens)).toEqual([]);
});

test.each([
  ['too few', [1, 9, 2], [image], 1],
  ['too many', [9, 9, 9], [image], 3],
  ['none', [1], [image], 0],
  ['interrupted', [9, 1, 9], [image], 2],
])('%s image tokens are an error', (_, ids, images, found) => {
  expect(() => placeImages(ids, images, tokens)).toThrow(
    `Expected 2 image tokens (9) in a row for each of the 1 images of a text, got ${found} image tokens.`,
  );
});

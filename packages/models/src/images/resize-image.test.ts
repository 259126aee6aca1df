import { fromBase64, IMAGE_CASES } from '../testing/image-fixtures.ts';
import { BICUBIC, BILINEAR, resizeImage } from './resize-image.ts';

const FILTERS = { bilinear: BILINEAR, bicubic: BICUBIC };
const { width, height, cases } = IMAGE_CASES;
const resizings = cases.flatMap(({ name, rgb, resized }) =>
  resized.map((target) => ({ name, rgb, target, size: `${target.width} x ${target.height}` })),
);

test.each(resizings)('$name to $size, $target.filter: the bytes are Pillow’s', ({ rgb, target }) => {
  const image = { width, height, data: fromBase64(rgb) };
  const resized = resizeImage(image, target, FILTERS[target.filter]);
  expect(resized).toMatchObject({ width: target.width, height: target.height });
  expect([...resized.data]).toEqual([...fromBase64(target.data)]);
});

test('an image of the wanted size stays as it is', () => {
  const image = { width: 1, height: 2, data: Uint8Array.of(1, 2, 3, 250, 5, 6) };
  expect(resizeImage(image, { width: 1, height: 2 }, BICUBIC)).toEqual(image);
});

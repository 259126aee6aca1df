import { packImages, type PixelImage, splitImages } from './images.ts';

function image(value: number, width = 2): PixelImage {
  return { shape: [1, 1, width], pixelValues: () => new Float32Array(width).fill(value) };
}

describe('packImages', () => {
  const [first, second, third] = [image(1), image(2), image(3)];

  test('holds each image once, and says where its features stand', () => {
    const packed = packImages(
      [
        { images: [{ image: first, begin: 1, count: 2 }], offset: 0 },
        { images: [{ image: second, begin: 0, count: 2 }], offset: 2 },
        { images: [], offset: 0 },
        { images: [{ image: first, begin: 0, count: 2 }], offset: 1 },
      ],
      4,
    );
    expect(packed?.shape).toEqual([2, 1, 1, 2]);
    expect([...(packed?.pixelValues ?? [])]).toEqual([1, 1, 2, 2]);
    expect([...(packed?.places ?? [])]).toEqual([-1, 0, 1, -1, -1, -1, 2, 3, -1, -1, -1, -1, -1, 0, 1, -1]);
  });

  test('fills their number up to a power of two with the first', () => {
    const placed = [first, second, third].map((one, i) => ({ image: one, begin: i, count: 1 }));
    const packed = packImages([{ images: placed, offset: 0 }], 3);
    expect(packed?.shape[0]).toBe(4);
    expect([...(packed?.pixelValues ?? [])]).toEqual([1, 1, 2, 2, 3, 3, 1, 1]);
    expect([...(packed?.places ?? [])]).toEqual([0, 1, 2]);
  });

  test('is nothing without images, and refuses shapes that differ', () => {
    expect(packImages([{ images: [], offset: 0 }], 3)).toBeUndefined();
    const placed = [first, image(4, 3)].map((one, i) => ({ image: one, begin: i, count: 1 }));
    expect(() => packImages([{ images: placed, offset: 0 }], 2)).toThrow(
      'Expected images of one shape, got [1,1,3] and [1,1,2]',
    );
  });
});

test('splitImages undoes the packing of whole images', () => {
  const images = splitImages([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 2, 2]);
  expect(images.map(({ shape }) => shape)).toEqual([
    [1, 2, 2],
    [1, 2, 2],
  ]);
  expect(images.map((one) => [...one.pixelValues()])).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  const placed = images.map((one, i) => ({ image: one, begin: i, count: 1 }));
  expect([...(packImages([{ images: placed, offset: 0 }], 2)?.pixelValues ?? [])]).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8,
  ]);
});

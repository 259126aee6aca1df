import { padToSquare } from './pad-to-square.ts';

const colour = [7, 8, 9];

test('a wide image gets margins above and below, of which the larger is below', () => {
  const image = { width: 4, height: 1, data: Uint8Array.from({ length: 12 }, (_, i) => 100 + i) };
  const { width, height, data } = padToSquare(image, colour);
  expect([width, height]).toEqual([4, 4]);
  const margin = [...colour, ...colour, ...colour, ...colour];
  expect([...data]).toEqual([...margin, ...image.data, ...margin, ...margin]);
});

test('a tall image gets margins at the left and at the right', () => {
  const image = { width: 1, height: 3, data: Uint8Array.from({ length: 9 }, (_, i) => 100 + i) };
  const pixels = [0, 3, 6].map((i) => [...image.data.subarray(i, i + 3)]);
  expect([...padToSquare(image, colour).data]).toEqual(pixels.flatMap((p) => [...colour, ...p, ...colour]));
});

test('a square image stays as it is', () => {
  const image = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };
  expect(padToSquare(image, colour)).toBe(image);
});

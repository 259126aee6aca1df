import { regionTableBytes } from './region-tables.ts';

const MEBIBYTE = 2 ** 20;

test.each([
  [0, 0],
  [1, 2 / 32], // one region of 2 MiB
  [2 * MEBIBYTE, 2 / 32],
  [2 * MEBIBYTE + 1, 6 / 32], // 2 and 4
  [1000 * MEBIBYTE, 1022 / 32], // 2, 4, …, 512
  [1100 * MEBIBYTE, 2046 / 32],
])('%d bytes of tensors have %d MiB of tables', (needed, expected) => {
  expect(regionTableBytes(needed) / MEBIBYTE).toBe(expected);
});

import { UserError } from '@lamella/core';
import { prefixCacheBytes } from './prefix-cache-bytes.ts';

test.each([
  [undefined, 8 * 2 ** 30],
  ['', 8 * 2 ** 30],
  ['0', 0],
  ['1.5 GiB', 1.5 * 2 ** 30],
  ['500MiB', 500 * 2 ** 20],
])('%s is %d bytes', (text, bytes) => expect(prefixCacheBytes(text)).toBe(bytes));

test.each(['5', 'all', '-1 GiB', '1 TB'])('%s is no size', (text) => {
  expect(() => prefixCacheBytes(text)).toThrow(
    new UserError(
      `Expected LAMELLA_FROZEN_LAYERS_CACHE to be a size such as '20 GiB' or '500 MiB', or 0, got '${text}'.`,
    ),
  );
});

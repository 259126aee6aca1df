import { limitsSection, memoryBytes } from './limits.ts';

test.each([
  [8, 8 * 2 ** 30],
  [0.5, 2 ** 29],
  ['8 GiB', 8 * 2 ** 30],
  ['1.5GiB', 1.5 * 2 ** 30],
  ['500 MiB', 500 * 2 ** 20],
])('a memory of %p', (value, bytes) => {
  expect(limitsSection.parse({ memory: value }).memory).toBe(value);
  expect(memoryBytes(value)).toBe(bytes);
});

test.each([
  [{ memory: '8 GB' }, "a number of GiB above 0, or a text such as '8 GiB' or '500 MiB'"],
  [{ memory: 0 }, "a number of GiB above 0, or a text such as '8 GiB' or '500 MiB'"],
  [{ memory: '0.0 GiB' }, "a number of GiB above 0, or a text such as '8 GiB' or '500 MiB'"],
  [{ minutes: 0 }, 'a number above 0'],
  [{ factor: 0.5 }, 'a number of at least 1'],
  [{ stuckMinutes: -1 }, 'a number above 0'],
  [{ seconds: 3 }, 'minutes, memory, factor, stuckMinutes'],
])('%j is no limit', (limits, expected) => {
  const { error } = limitsSection.safeParse(limits);
  expect(error?.issues.map(({ message }) => message)).toEqual([expected]);
});

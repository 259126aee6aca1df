import { formatDuration } from './format-duration.ts';

test.each([
  [-1, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [125, '2 min 05 s'],
  [3600, '1 h 00 min'],
  [5430, '1 h 30 min'],
  [97_200, '1 d 03 h'],
])('%d', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

import { afterLast, before, roundHalfToEven, strip } from './python-text.ts';

test.each([
  ['\u001c a\u0085\n', 'a'],
  ['\ufeffa ', '\ufeffa'],
  [' \u3000 ', ''],
])('strip(%j) is that of Python', (text, stripped) => {
  expect(strip(text)).toBe(stripped);
});

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-1.5, -2],
  [-2.5, -2],
  [2.6, 3],
  [-2.4, -2],
  [7, 7],
])('round(%d) is that of Python', (value, rounded) => {
  expect(roundHalfToEven(value) === rounded).toBe(true);
});

test('texts are cut at marks', () => {
  expect([before('a b c', ['c', 'b']), before('a', ['b'])]).toEqual(['a ', 'a']);
  expect([afterLast('a: b: c', ': '), afterLast('a', ': ')]).toEqual(['c', null]);
});

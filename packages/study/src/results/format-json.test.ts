import { formatJson } from './format-json.ts';

describe('formatJson', () => {
  test('indents, with lists of numbers on one line', () => {
    const value = { a: [1, -2.5, 1e-7, null], b: ['x', 'y'], c: { d: [[1], []] } };
    expect(formatJson(value)).toBe(
      '{\n  "a": [1, -2.5, 1e-7, null],\n  "b": [\n    "x",\n    "y"\n  ],\n  "c": {\n    "d": [\n      [1],\n      []\n    ]\n  }\n}\n',
    );
  });

  test('loses nothing, in texts either', () => {
    const value = { text: 'a list: [\n  1,\n  2\n]', list: [1, 2] };
    expect(JSON.parse(formatJson(value))).toEqual(value);
  });
});

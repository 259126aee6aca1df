import { readResult } from './programs.ts';

test('the result of a program is its last line', () => {
  expect(readResult('warm-up\n{"seconds": 2}\n')).toEqual({ seconds: 2 });
  expect(() => readResult('no result\n')).toThrow(SyntaxError);
});

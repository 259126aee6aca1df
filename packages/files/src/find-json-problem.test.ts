import fc from 'fast-check';

import { findJsonProblem, lineAndColumn } from './find-json-problem.ts';

describe('findJsonProblem', () => {
  test.each([
    ['', 0, 'expected a value, got the end of the text'],
    ['{"a": 1,}', 8, 'expected a key in quotes, got "}"'],
    ['{"a" 1}', 5, 'expected ":", got "1}"'],
    ['[1 2]', 3, 'expected "," or "]", got "2]"'],
    ['{"a": 01}', 6, 'got "01}"'],
    ['[1]]', 3, 'expected the end of the text, got "]"'],
    ['{]', 1, 'expected a key in quotes or "}", got "]"'],
    ['{"a": "b', 6, 'a string has no closing quote'],
    ['["\\x"]', 2, 'got "\\\\x\\"]" in a string'],
    ["{'a': 1}", 1, 'got "\'a\': 1}"'],
    ['{"a": 1, "\\u0061": 2}', 9, 'the key "a" stands twice'],
  ])('%j', (text, offset, message) => {
    expect(findJsonProblem(text)).toEqual({ offset, message });
  });

  test('the depth is bounded on request', () => {
    expect(findJsonProblem('[[1]]', { maxDepth: 2 })).toBeUndefined();
    expect(findJsonProblem('[[[1]]]', { maxDepth: 2 })).toEqual({
      offset: 2,
      message: 'nested more than 2 deep',
    });
    expect(findJsonProblem('['.repeat(1e6), { maxDepth: 2 })?.offset).toBe(2);
  });

  test('accepts what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        expect(findJsonProblem(JSON.stringify(value, null, indent))).toBeUndefined();
      }),
    );
  });

  test('agrees with JSON.parse on damaged texts', () => {
    const damaged = fc.tuple(
      fc.jsonValue(),
      fc.nat(),
      fc.constantFrom('', '"', '{', '}', ']', ',', ':', '0', '\\', '\u0001', 'e'),
    );
    fc.assert(
      fc.property(damaged, ([value, position, replacement]) => {
        const text = JSON.stringify(value);
        const at = position % text.length;
        const bad = text.slice(0, at) + replacement + text.slice(at + 1);
        const problem = findJsonProblem(bad);
        if (problem?.message.endsWith('stands twice')) return;
        expect(problem !== undefined).toBe(!isJson(bad));
      }),
      { numRuns: 500 },
    );
  });
});

test('lineAndColumn counts both from 1', () => {
  expect(lineAndColumn('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

import { hashJson } from '@lamella/core';
import { miniCode } from './mini-code.ts';

const { train, dev } = miniCode();

test('functions have two or three operations of one kind, and none occurs twice', () => {
  const prompts = [...dev, ...train].map(({ prompt }) => prompt);
  expect(new Set(prompts).size).toBe(dev.length + train.length);
  const kinds = ['number', 'list', 'text'].map(
    (kind) => dev.filter((problem) => problem.kind === kind).length,
  );
  expect(kinds).toEqual([100, 100, 100]);
  expect(dev.every(({ prompt, numSteps }) => prompt.split(', then ').length === numSteps)).toBe(true);
});

test('prompt and body are a Python function that does what the docstring says, step by step', () => {
  for (const { prompt, solution, numSteps } of dev) {
    expect(prompt).toMatch(/^def (solve|change|work|make)\((x|xs|s)\):\n {4}"""[A-Z].+\."""$/);
    const lines = solution.split('\n').slice(1);
    expect(lines).toHaveLength(numSteps + 1);
    expect(lines.at(-1)).toMatch(/^ {4}return (x|xs|s)$/);
  }
});

test.each([
  ['Square, then multiply by 4.', 'x = x * x | x = x * 4 | return x', '(-7) == 196'],
  [
    'Sort, then keep those above 3.',
    'xs = sorted(xs) | xs = [x for x in xs if x > 3] | return xs',
    '([9,4,7,2,6,4]) == [4,4,6,7,9]',
  ],
  [
    'Change to upper case, then remove every "e".',
    's = s.upper() | s = s.replace("e", "") | return s',
    '("code") == "CODE"',
  ],
])('%s', (docstring, body, assertion) => {
  const problem = dev.find(({ prompt }) => prompt.includes(`"""${docstring}"""`));
  expect(problem?.solution.trim().split('\n    ').join(' | ')).toBe(body);
  expect(problem?.tests.some((line) => line.startsWith('assert ') && line.endsWith(assertion))).toBe(true);
});

test('the same texts everywhere', () => {
  expect(hashJson([train, dev])).toBe('ddf8c11a3ddb7304b20323d780465c9e9809c1a3fcf93e8ec3bb53f3e82fc263');
});

import { z } from 'zod';
import { describeIssues, formatPath, valueAt } from './describe-issues.ts';
import { anyOf, oneOf, section, wholeNumber } from './fields.ts';

const schema = section({
  size: wholeNumber(1),
  kind: oneOf(['linear', 'cosine']),
  limit: anyOf([z.literal('none'), section({ steps: wholeNumber(0) })], 'none, or {steps: number}'),
});
const describeProblems = (value: unknown): string[] =>
  describeIssues(schema.safeParse(value).error?.issues ?? [], value).map(({ message }) => message);

describe('describeIssues', () => {
  test('says what was expected and what was found', () => {
    expect(describeProblems({ size: [1], kind: null, limit: 'none' })).toEqual([
      'Expected size to be a whole number of at least 1, got a list of 1.',
      'Expected kind to be one of linear, cosine, got nothing (null).',
    ]);
  });

  test('of alternatives, it explains the one that was meant', () => {
    const rest = { size: 1, kind: 'linear' };
    expect(describeProblems({ ...rest, limit: { steps: -1 } })).toEqual([
      'Expected limit.steps to be a whole number of at least 0, got -1 (number).',
    ]);
    expect(describeProblems({ ...rest, limit: { step: 1 } })).toEqual([
      'Missing limit.steps: expected a whole number of at least 0.',
      'Unknown key of limit "step". Did you mean "steps"? Valid: steps.',
    ]);
    expect(describeProblems({ ...rest, limit: 'nome' })).toEqual([
      'Expected limit to be none, or {steps: number}, got "nome" (text). Did you mean "none"?',
    ]);
    expect(describeProblems({ ...rest, limit: 3 })).toEqual([
      'Expected limit to be none, or {steps: number}, got 3 (number).',
    ]);
  });
});

test('paths are written as people write them', () => {
  expect(formatPath(['extraSweeps', 0, 'rank', 1])).toBe('extraSweeps[0].rank[1]');
  expect(valueAt({ a: [{ b: 5 }] }, ['a', 0, 'b'])).toBe(5);
  expect(valueAt({ a: 1 }, ['a', 'toString'])).toBeUndefined();
});

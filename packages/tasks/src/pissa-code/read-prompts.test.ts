import { writeRows } from '../testing/write-rows.ts';
import { readPissaPrompts } from './read-prompts.ts';

const rows = [
  { type: 'mbpp', instruction: 'Add.', output: 'Mbpp/2' },
  { type: 'humaneval', instruction: 'Halve.', output: 'HumanEval/0' },
];

test('the prompts of one benchmark, with the ids of its problems', () => {
  expect(readPissaPrompts(writeRows(rows), 'humaneval')).toEqual([{ id: 'HumanEval/0', prompt: 'Halve.' }]);
});

test('a file without them names the types that it has', () => {
  const path = writeRows(rows.slice(1));
  expect(() => readPissaPrompts(path, 'mbpp')).toThrow(
    `Expected rows of the type "mbpp" in ${path}, got humaneval.`,
  );
  const untyped = writeRows([{ instruction: 'Add.', output: '2' }], 'untyped.jsonl');
  expect(() => readPissaPrompts(untyped, 'mbpp')).toThrow(
    `Expected "type" to be a text at ${untyped}:1: no such field`,
  );
});

import { findColumns } from './find-columns.ts';

const train = 'my.csv';

test('an encoder needs a text and a label', () => {
  const encoder = { kind: 'encoder', available: ['review', 'stars'] } as const;
  expect(findColumns({ train, text: 'review', label: 'stars' }, encoder)).toEqual({
    task: undefined,
    columns: { text: 'review', label: 'stars' },
  });
  expect(() => findColumns({ train, text: 'review' }, encoder)).toThrow(
    'Expected --text and --label with columns of my.csv (it has review, stars), got only --text',
  );
});

test('a decoder finds the customary columns', () => {
  const find = (...available: string[]): object =>
    findColumns({ train }, { kind: 'decoder', available }).columns;
  const instructions = { instruction: 'instruction', output: 'output' };
  expect(find('id', 'instruction', 'output')).toEqual(instructions);
  expect(find('instruction', 'input', 'output')).toEqual({ ...instructions, input: 'input' });
  expect(find('messages', 'text')).toEqual({ messages: 'messages' });
  expect(find('text')).toEqual({ text: 'text' });
  expect(() => find('question', 'answer')).toThrow(
    'Expected --instruction and --output, --messages, or --text with columns of my.csv (it has question, answer)',
  );
});

test('a decoder takes what is named', () => {
  const named = { instruction: 'question', output: 'answer' };
  expect(findColumns({ train, ...named }, { kind: 'decoder', available: ['question', 'answer'] })).toEqual({
    task: 'text-generation',
    columns: named,
  });
});

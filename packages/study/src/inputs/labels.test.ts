import { dataLabel, dataTitle } from './labels.ts';

test('synthetic data are called so', () => {
  expect(dataLabel({ kind: 'mini-glue' })).toBe('mini-glue (small synthetic tasks)');
  expect(dataLabel({ kind: 'folder', path: '/data/glue' })).toBe('GLUE');
  expect(dataLabel({ kind: 'mini' })).toBe('small synthetic tasks');
  expect(dataLabel({ kind: 'hub' })).toBe('nyu-mll/glue');
  expect(dataLabel({ kind: 'files', train: '/data/train.jsonl' })).toBe('train.jsonl');
});

test('files are known by their name, and printed by their title if they have one', () => {
  const files = { kind: 'files', train: '/data/train.jsonl' } as const;
  expect([dataTitle(files), dataTitle({ ...files, title: 'GSM8K' })]).toEqual(['train.jsonl', 'GSM8K']);
  expect(dataLabel({ ...files, title: 'GSM8K' })).toBe('train.jsonl');
  expect(dataTitle({ kind: 'mini' })).toBe('small synthetic tasks');
});

import { dataLabel } from './labels.ts';

test('synthetic data are called so', () => {
  expect(dataLabel({ kind: 'mini-glue' })).toBe('mini-glue (small synthetic tasks)');
  expect(dataLabel({ kind: 'folder', path: '/data/glue' })).toBe('GLUE');
  expect(dataLabel({ kind: 'mini' })).toBe('small synthetic tasks');
  expect(dataLabel({ kind: 'hub' })).toBe('nyu-mll/glue');
  expect(dataLabel({ kind: 'files', train: '/data/train.jsonl' })).toBe('train.jsonl');
});

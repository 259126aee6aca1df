import { dataLabel, modelLabel } from './labels.ts';

test.each([
  ['mini/roberta', 'mini/roberta'],
  ['FacebookAI/roberta-base', 'FacebookAI/roberta-base'],
  ['/home/me/models/minilm', 'minilm'],
  ['../models/minilm', 'minilm'],
  [{ id: 'org/name', revision: 'v1' }, 'org/name'],
])('modelLabel(%j)', (model, label) => {
  expect(modelLabel(model)).toBe(label);
});

test('synthetic data are called so', () => {
  expect(dataLabel({ kind: 'mini-glue' })).toBe('mini-glue (small synthetic tasks)');
  expect(dataLabel({ kind: 'folder', path: '/data/glue' })).toBe('GLUE');
  expect(dataLabel({ kind: 'mini' })).toBe('small synthetic tasks');
  expect(dataLabel({ kind: 'hub' })).toBe('nyu-mll/glue');
  expect(dataLabel({ kind: 'files', train: '/data/train.jsonl' })).toBe('train.jsonl');
});

import { modelLabel } from './model-label.ts';

test.each([
  ['mini/roberta', 'mini/roberta'],
  ['FacebookAI/roberta-base', 'FacebookAI/roberta-base'],
  ['/home/me/models/minilm', 'minilm'],
  ['../models/minilm', 'minilm'],
  [{ id: 'org/name', revision: 'v1' }, 'org/name'],
])('modelLabel(%j)', (model, label) => {
  expect(modelLabel(model)).toBe(label);
});

import { PUBLISHED_LAYERS, publishedLayers, publishedModels } from './published-layers.ts';
import { LAYERS, rowsOf } from '../testing/paper-tables.ts';

test('the lists are the paper’s 23, half of the layers each', () => {
  const lists = publishedModels.flatMap((model) =>
    Object.entries(PUBLISHED_LAYERS[model]).map(([task, layers]) => [model, task, layers]),
  );
  expect(lists).toHaveLength(23);
  expect(lists).toEqual(rowsOf(LAYERS));
  for (const [, , layers = ''] of lists) expect(layers.replaceAll('0', '')).toHaveLength(layers.length / 2);
});

test('a task without a list is an error', () => {
  expect(publishedLayers('gemma-7b', 'python')).toBe('1111111110100000001000000111');
  expect(() => publishedLayers('gemma-7b', 'cola')).toThrow(
    'Unknown task with published layers of gemma-7b "cola". Valid: metamath, python.',
  );
});

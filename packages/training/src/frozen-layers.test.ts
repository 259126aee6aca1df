import { type AdapterConfig, adaptModel } from '@lamella/adapters';
import { countFrozenLayers, newWeightsBelow } from './frozen-layers.ts';
import { loraOf, prefixModel } from './testing/prefix-models.ts';

test.each<[AdapterConfig, number]>([
  [{ kind: 'head' }, 4],
  [loraOf('roberta', [3]), 3],
  [loraOf('roberta', [1, 3]), 1],
  [loraOf('roberta', [0, 3]), 0],
  [{ kind: 'full' }, 0],
])('%j leaves the lowest %s layers', (config, numLayers) => {
  const model = prefixModel('roberta');
  const { trainable } = adaptModel(model, config);
  expect(countFrozenLayers(model, trainable)).toBe(numLayers);
  model.dispose();
});

test('a pooler is above the layers, the embeddings are below, and the seed counts for what is below alone', () => {
  const model = prefixModel('bert');
  const named = (name: string) => [...model.parameters.values()].filter((one) => one.name.startsWith(name));
  const pooler = named('bert.pooler.');
  expect(pooler.length).toBeGreaterThan(0);
  expect(countFrozenLayers(model, pooler)).toBe(model.layers.length);
  expect(countFrozenLayers(model, named('bert.embeddings.'))).toBe(0);
  const [, second] = [0, 1].map((layer) => `${model.layerPath(layer)}.attention.self.query.weight`);
  Object.assign(model, { newWeights: ['bert.pooler.dense.weight', second] });
  expect(newWeightsBelow(model, 1)).toEqual([]);
  expect(newWeightsBelow(model, 2)).toEqual([second]);
  model.dispose();
});

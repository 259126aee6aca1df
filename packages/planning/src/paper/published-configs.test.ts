import { countLora } from '../count-parameters.ts';
import { readModelShape } from '../model-shape.ts';
import { publishedConfig } from './published-configs.ts';
import { PARAMETERS, rowsOf } from '@lamella/spec/testing';

test.each(rowsOf(PARAMETERS))('LoRA on %s of rank %s has the paper’s parameters', (id, rank, all, half) => {
  const config = publishedConfig(id ?? '');
  const shape = readModelShape(config ?? {});
  const targets = id === 'FacebookAI/roberta-base' ? ['query', 'value'] : shape.paperTargets;
  const perLayer = countLora({ rank: Number(rank), targets }, shape);
  expect(shape.numLayers * perLayer).toBe(Number(all));
  expect((shape.numLayers / 2) * perLayer).toBe(Number(half));
});

test('no other model is known', () => {
  expect(publishedConfig('FacebookAI/roberta-large')).toBeUndefined();
});

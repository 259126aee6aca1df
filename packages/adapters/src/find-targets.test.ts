import { findTargets } from './find-targets.ts';
import { openPeft } from './testing/peft-fixtures.ts';

const model = openPeft('roberta').loadBase();
afterAll(() => model.dispose());

test('layer by layer, whatever the order they are asked in', () => {
  expect(
    findTargets(model, [3, 1], ['value', 'query']).map(({ projection }) => projection.base.path),
  ).toEqual([
    'roberta.encoder.layer.1.attention.self.value',
    'roberta.encoder.layer.1.attention.self.query',
    'roberta.encoder.layer.3.attention.self.value',
    'roberta.encoder.layer.3.attention.self.query',
  ]);
});

test('a name that ends in another names one module only', () => {
  expect(findTargets(model, [0], ['output.dense']).map(({ projection }) => projection.base.path)).toEqual([
    'roberta.encoder.layer.0.output.dense',
  ]);
});

test.each([
  [
    [0],
    ['querry'],
    'Unknown target module "querry" in layer 0 of the roberta model. Did you mean "query"? ' +
      'The layer has: query, key, value, attention.output.dense, intermediate.dense, output.dense.',
  ],
  [
    [0],
    ['q_proj'],
    'Unknown target module "q_proj" in layer 0 of the roberta model. ' +
      'The layer has: query, key, value, attention.output.dense, intermediate.dense, output.dense.',
  ],
  [[1, 4], ['query'], 'Expected layers from 0 to 3 of the roberta model, got 4.'],
  [[-1], ['query'], 'Expected layers from 0 to 3 of the roberta model, got -1.'],
  [[0.5], ['query'], 'Expected layers from 0 to 3 of the roberta model, got 0.5.'],
  [[2, 1, 2], ['query'], 'Expected each layer once, got 2 more than once in 2, 1, 2.'],
  [[0], ['query', 'query'], 'Expected each target module once, got query more than once in query, query.'],
  [[0], [], 'Expected at least one target module for the adapter, got none.'],
])('layers %j, targets %j', (layers, targets, message) => {
  expect(() => findTargets(model, layers, targets)).toThrow(message);
});

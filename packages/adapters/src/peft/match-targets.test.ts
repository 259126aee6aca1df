import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadModel } from '@lamella/models';
import { openPeft } from '../testing/peft-fixtures.ts';
import { matchTargets } from './match-targets.ts';

const model = openPeft('roberta').loadBase();
const llava = loadModel(join(workspaceRoot(), 'fixtures/llava'), { head: 'causal-lm' });
afterAll(() => [model, llava].forEach((each) => each.dispose()));

const layer = (number: number, module: string): string => `roberta.encoder.layer.${number}.${module}`;

test.each([
  [{ target_modules: ['query'], layers_to_transform: [1, 3] }, [1, 3], ['query']],
  [{ target_modules: ['query'], layers_to_transform: null }, [0, 1, 2, 3], ['query']],
  [{ target_modules: ['query'], layers_to_transform: [] }, [0, 1, 2, 3], ['query']],
  [{ target_modules: ['query'], layers_to_transform: 0 }, [0], ['query']],
  [{ target_modules: ['query'], layers_to_transform: 2, layers_pattern: 'layer' }, [2], ['query']],
  [{ target_modules: ['query'], layers_to_transform: 2, layers_pattern: ['h', 'lay.r'] }, [2], ['query']],
  [
    { target_modules: ['output.dense'], layers_to_transform: [1] },
    [1],
    ['attention.output.dense', 'output.dense'],
  ],
  [{ target_modules: [layer(2, 'output.dense')] }, [2], ['output.dense']],
  // A whole path counts whatever the layers are.
  [{ target_modules: [layer(2, 'output.dense')], layers_to_transform: [1] }, [2], ['output.dense']],
  [{ target_modules: '.*\\.1\\..*(key|query)' }, [1], ['query', 'key']],
  [{ target_modules: '.*\\.(?P<layer>[13])\\..*(?:key|query)' }, [1, 3], ['query', 'key']],
  [{ target_modules: ['query', 'key'], exclude_modules: ['key'] }, [0, 1, 2, 3], ['query']],
  [{ target_modules: ['query'], exclude_modules: '.*\\.[02]\\..*' }, [1, 3], ['query']],
  [{ target_modules: ['query'], exclude_modules: [layer(0, 'attention.self.query')] }, [1, 2, 3], ['query']],
])('%j', (fields, layers, targets) => {
  expect(matchTargets(fields, model, 'a file')).toEqual({ layers, targets });
});

test('layers may differ in their targets', () => {
  const modules = [
    layer(1, 'attention.self.query'),
    layer(1, 'output.dense'),
    layer(3, 'attention.self.query'),
  ];
  expect(matchTargets({ target_modules: modules }, model, 'a file')).toEqual({
    layers: [1, 3],
    targets: ['query', 'output.dense'],
    modules,
  });
});

test('a module that is left out by its newer name is left out', () => {
  const fields = {
    target_modules: ['gate_proj'],
    exclude_modules: ['model.language_model.layers.0.mlp.gate_proj'],
  };
  expect(matchTargets(fields, llava, 'a file').layers).not.toContain(0);
});

test.each([
  [
    { target_modules: ['nothing'] },
    'Expected target_modules of a file to match modules of the roberta model, got no match for nothing.',
  ],
  [
    { target_modules: 'all-linear' },
    'got "all-linear", which stands for other modules in each release of PEFT',
  ],
  [
    { target_modules: '.*query', layers_to_transform: 1 },
    'Expected target_modules of a file to be a list beside layers_to_transform, as PEFT does, got the regular expression ".*query".',
  ],
  [
    { target_modules: '(?i).*query' },
    'Expected target_modules of a file to be a regular expression that Python and JavaScript both can read, got "(?i).*query"',
  ],
  [
    { target_modules: ['query'], exclude_modules: '*' },
    'Expected exclude_modules of a file to be a regular expression',
  ],
  [
    { target_modules: ['query'], layers_to_transform: 1, layers_pattern: 'roberta.encoder.layer' },
    'Expected layers_pattern of a file to be one that every release of PEFT reads alike, got roberta.encoder.layer, which early ones do not find in roberta.encoder.layer.0.attention.self.query.',
  ],
])('%j is refused', (fields, message) => {
  expect(() => matchTargets(fields, model, 'a file')).toThrow(message);
});

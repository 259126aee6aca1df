import { openPeft } from '../testing/peft-fixtures.ts';
import { fromPeftConfig, toPeftConfig } from './adapter-config.ts';

const model = openPeft('roberta').loadBase();
afterAll(() => model.dispose());

const lora = {
  kind: 'lora',
  layers: [1, 3],
  targets: ['query'],
  rank: 4,
  alpha: 8,
  dropout: 0.1,
  seed: 7,
} as const;
const peft = {
  peft_type: 'LORA',
  r: 4,
  lora_alpha: 8,
  lora_dropout: 0.1,
  target_modules: ['query'],
  layers_to_transform: [1, 3],
  modules_to_save: ['classifier', 'score'],
};
const read = (fields: object) => fromPeftConfig({ ...peft, ...fields }, model, 'a file');

test('a name that PEFT would match twice is written as full paths', () => {
  expect(toPeftConfig(model, lora, 'base')).toMatchObject({
    target_modules: ['query'],
    layers_to_transform: [1, 3],
    modules_to_save: ['classifier', 'score'],
    task_type: 'SEQ_CLS',
    base_model_name_or_path: 'base',
  });
  expect(toPeftConfig(model, { ...lora, targets: ['output.dense'] }, 'base')).toMatchObject({
    target_modules: ['roberta.encoder.layer.1.output.dense', 'roberta.encoder.layer.3.output.dense'],
    layers_to_transform: null,
  });
  const both = { ...lora, targets: ['output.dense', 'attention.output.dense'] };
  expect(toPeftConfig(model, both, 'base')).toMatchObject({
    target_modules: both.targets,
    layers_to_transform: [1, 3],
  });
});

test.each([
  [{}, [1, 3], ['query']],
  [{ layers_to_transform: null }, [0, 1, 2, 3], ['query']],
  [{ layers_to_transform: 2 }, [2], ['query']],
  [{ target_modules: ['output.dense'] }, [1, 3], ['attention.output.dense', 'output.dense']],
  [
    { target_modules: ['roberta.encoder.layer.2.output.dense'], layers_to_transform: null },
    [2],
    ['output.dense'],
  ],
  [{ target_modules: '.*\\.1\\..*(key|query)', layers_to_transform: null }, [1], ['query', 'key']],
])('%j is read by PEFT’s rule', (fields, layers, targets) => {
  expect(read(fields)).toEqual({ ...lora, seed: 0, layers, targets });
});

test.each([
  [{ use_rslora: true }, { useRslora: true }],
  [{ use_dora: true }, { useDora: true }],
  [{ init_lora_weights: 'pissa' }, { init: 'pissa' }],
  [{ init_lora_weights: 'pissa_niter_16' }, { init: 'pissa_niter_16' }],
  [{ init_lora_weights: 'gaussian' }, {}],
  [{ init_lora_weights: false }, {}],
  [
    { rank_pattern: { 'layer.1.attention.self.query': 2 }, alpha_pattern: { query: 4 } },
    { rankPattern: { 'layer.1.attention.self.query': 2 }, alphaPattern: { query: 4 } },
  ],
])('%j is read as %j, and written back', (fields, settings) => {
  const config = read(fields);
  expect(config).toEqual({ ...lora, seed: 0, ...settings });
  const written = toPeftConfig(model, config, 'base');
  const { init_lora_weights: init } = { init_lora_weights: true, ...fields };
  expect(written).toMatchObject({
    ...fields,
    init_lora_weights: typeof init === 'string' && init !== 'gaussian' ? init : true,
  });
});

test.each([
  [{ peft_type: 'LOHA' }, 'Expected "peft_type" in a file to be "LORA", found "LOHA".'],
  [{ bias: 'all' }, 'Expected "bias" in a file to be "none", found "all", which is not supported.'],
  [
    { init_lora_weights: 'olora' },
    'Expected "init_lora_weights" in a file to be a boolean, "gaussian", "pissa" or "pissa_niter_" and a number, found "olora", which is not supported.',
  ],
  [
    { exclude_modules: ['key'] },
    'Expected "exclude_modules" in a file to be null, found ["key"], which is not supported.',
  ],
  [
    { target_modules: ['nothing'] },
    'Expected target_modules of a file to match modules of the roberta model, found no match for nothing.',
  ],
  [
    { target_modules: ['roberta.encoder.layer.1.output.dense', 'query'] },
    'Expected the same target modules in every adapted layer, found 1/query, 1/output.dense, 3/query in a file, which is not supported.',
  ],
])('%j is refused', (fields, message) => {
  expect(() => read(fields)).toThrow(message);
});

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
    modules_to_save: ['classifier'],
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
])('%j is read by PEFT’s rule', (fields, layers, targets) => {
  expect(read(fields)).toEqual({ ...lora, seed: 0, layers, targets });
});

test.each([
  [{ peft_type: 'LOHA' }, 'Expected "peft_type" in a file to be "LORA", found "LOHA".'],
  [{ use_dora: true }, 'Expected "use_dora" in a file to be false, found true, which is not supported.'],
  [{ use_rslora: true }, 'Expected "use_rslora" in a file to be false, found true, which is not supported.'],
  [{ bias: 'all' }, 'Expected "bias" in a file to be "none", found "all", which is not supported.'],
  [
    { rank_pattern: { query: 2 } },
    'Expected "rank_pattern" in a file to be empty, found {"query":2}, which is not supported.',
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

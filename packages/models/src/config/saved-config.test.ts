import { createModel } from '../load-model.ts';
import { familyNamed } from '../families/families.ts';
import type { Model } from '../model.ts';
import { savedConfig } from './saved-config.ts';

const SIZES = {
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 8,
  vocab_size: 9,
  max_position_embeddings: 8,
};
const AS = { architecture: 'SomeModel', dtype: 'float16' };

function save(config: object, options: { head: 'classification' | 'causal-lm'; numLabels?: number }) {
  const model: Model = createModel({ ...SIZES, ...config }, options);
  const saved = savedConfig(model, { ...AS, olderFields: familyNamed(model.family).olderFields });
  model.dispose();
  return saved;
}

test('names of classes are kept with their number', () => {
  const source = { model_type: 'bert', id2label: { 0: 'no', 1: 'yes' }, label2id: { no: 0, yes: 1 } };
  expect(save(source, { head: 'classification' })).toMatchObject(source);
  expect(save(source, { head: 'classification', numLabels: 3 })).toMatchObject({
    id2label: { 0: 'LABEL_0', 1: 'LABEL_1', 2: 'LABEL_2' },
    label2id: { LABEL_0: 0, LABEL_1: 1, LABEL_2: 2 },
  });
});

test('a trained head has the names of its classes', () => {
  const model = createModel(
    { ...SIZES, model_type: 'bert', id2label: { 0: 'x', 1: 'y' } },
    { head: 'classification' },
  );
  expect(savedConfig(model, { ...AS, labels: ['no', 'yes'] })).toMatchObject({
    id2label: { 0: 'no', 1: 'yes' },
    label2id: { no: 0, yes: 1 },
  });
  model.dispose();
});

test('a new head has no loss of the old one', () => {
  const source = { model_type: 'bert', id2label: { 0: 'score' }, problem_type: 'regression' };
  expect(save(source, { head: 'classification' })['problem_type']).toBe('regression');
  expect(save(source, { head: 'classification', numLabels: 2 })['problem_type']).toBeUndefined();
});

test('the type is told under the names that the file has', () => {
  const config = { model_type: 'llama', dtype: 'float32' };
  expect(save(config, { head: 'causal-lm' })).toMatchObject({ torch_dtype: 'float16', dtype: 'float16' });
  expect(save({ model_type: 'llama' }, { head: 'causal-lm' })).not.toHaveProperty('dtype');
});

test('settings of the rotation of transformers 5 are told to transformers 4 as well', () => {
  const plain = { rope_theta: 5000, rope_type: 'default' };
  expect(save({ model_type: 'llama', rope_parameters: plain }, { head: 'causal-lm' })).toMatchObject({
    rope_parameters: plain,
    rope_theta: 5000,
    rope_scaling: null,
  });
  const linear = { rope_theta: 5000, rope_type: 'linear', factor: 2 };
  expect(save({ model_type: 'llama', rope_parameters: linear }, { head: 'causal-lm' })).toMatchObject({
    rope_theta: 5000,
    rope_scaling: { rope_type: 'linear', factor: 2 },
  });
});

test('so are those of the language model of one that sees', () => {
  const text_config = { hidden_size: 8, rope_parameters: { rope_theta: 5000, rope_type: 'default' } };
  expect(familyNamed('llava').olderFields?.({ model_type: 'llava', text_config })).toEqual({
    text_config: { ...text_config, rope_theta: 5000, rope_scaling: null },
  });
});

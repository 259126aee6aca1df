import { Dropout, tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { loadModel } from '../load-model.ts';
import { openEncoder, openMaskedLm } from '../testing/encoder-fixtures.ts';
import { roberta } from './model.ts';

const { folder, inputs, read } = openEncoder('roberta');

test('the whole classification head is trained, and new for another task', () => {
  const model = loadModel(folder, { head: 'classification' });
  expect([...model.parameters.keys()].filter((name) => !name.startsWith('roberta.'))).toEqual([
    'classifier.dense.weight',
    'classifier.dense.bias',
    'classifier.out_proj.weight',
    'classifier.out_proj.bias',
  ]);
  model.dispose();
  expect(roberta.newHead).toEqual(['classifier']);
});

test('token types are not read', () => {
  const model = loadModel(folder, { head: 'classification' });
  tf.tidy(() => {
    const { logits } = model.forward(
      { ...inputs, tokenTypeIds: tf.zerosLike(inputs.inputIds) },
      new Dropout(),
    );
    expectTensorsClose(logits, read('logits'), { absolute: 3e-5, relative: 0 });
  });
  model.dispose();
});

test('the masked-language-model head has its own names and shares the word embeddings', () => {
  const model = loadModel(openMaskedLm('roberta').folder, { head: 'masked-lm' });
  expect([...model.parameters.keys()].filter((name) => !name.startsWith('roberta.'))).toEqual([
    'lm_head.dense.weight',
    'lm_head.dense.bias',
    'lm_head.layer_norm.weight',
    'lm_head.layer_norm.bias',
    'lm_head.bias',
  ]);
  expect(model.trainedHead).toEqual(['lm_head']);
  model.dispose();
});

import { Dropout, tf } from '@lamella/engine';
import { loadModel } from '../load-model.ts';
import { openEncoder, openMaskedLm } from '../testing/encoder-fixtures.ts';

const { folder, inputs } = openEncoder('bert');

test('the classifier is trained, the pooler belongs to the body', () => {
  const model = loadModel(folder, { head: 'classification' });
  expect([...model.parameters.keys()].slice(-4)).toEqual([
    'bert.pooler.dense.weight',
    'bert.pooler.dense.bias',
    'classifier.weight',
    'classifier.bias',
  ]);
  expect(model.trainedHead).toEqual(['classifier']);
  model.dispose();
});

test('token types tell the texts of a pair apart; without them all are of the first text', () => {
  const model = loadModel(folder, { head: 'classification' });
  const { tokenTypeIds, ...untyped } = inputs;
  const logits = (types: tf.Tensor | undefined): Float32Array =>
    tf.tidy(() =>
      model
        .forward({ ...untyped, ...(types && { tokenTypeIds: types }) }, new Dropout())
        .logits.dataSync<'float32'>(),
    );
  const zeros = tf.zerosLike(inputs.inputIds);
  expect(logits(undefined)).toEqual(logits(zeros));
  expect(logits(tokenTypeIds)).not.toEqual(logits(zeros));
  model.dispose();
});

test('the masked-language-model head has its own names and shares the word embeddings', () => {
  const model = loadModel(openMaskedLm('bert').folder, { head: 'masked-lm' });
  expect([...model.parameters.keys()].filter((name) => !name.startsWith('bert.'))).toEqual([
    'cls.predictions.transform.dense.weight',
    'cls.predictions.transform.dense.bias',
    'cls.predictions.transform.LayerNorm.weight',
    'cls.predictions.transform.LayerNorm.bias',
    'cls.predictions.bias',
  ]);
  model.dispose();
});

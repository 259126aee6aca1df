import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dropout, type Tensor, tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { createModel, loadModel } from '../load-model.ts';
import type { Model, ModelInputs } from '../model.ts';
import { saveModel } from '../save-model.ts';
import { openEncoder } from '../testing/encoder-fixtures.ts';
import { packRow } from '../testing/pack-row.ts';

const CLOSE = { absolute: 1e-5, relative: 0 };
const { folder, inputs, read } = openEncoder('modernbert');
const config = readJsonFile(join(folder, 'config.json')) as Record<string, unknown>;

function logitsOf(model: Model, texts: ModelInputs, dropout = new Dropout()): number[] {
  return tf.tidy(() => [...model.forward(texts, dropout).logits.dataSync()]);
}

test('the classifier is trained; the prediction head belongs to the body, and the first layer has one norm', () => {
  const model = loadModel(folder, { head: 'classification' });
  const names = [...model.parameters.keys()];
  expect(names.slice(-5)).toEqual(
    ['model.final_norm', 'head.dense', 'head.norm', 'classifier']
      .map((name) => `${name}.weight`)
      .concat('classifier.bias'),
  );
  expect(names.filter((name) => name.includes('attn_norm'))).toEqual(
    [1, 2, 3].map((layer) => `model.layers.${layer}.attn_norm.weight`),
  );
  expect(model.trainedHead).toEqual(['classifier']);
  model.dispose();
});

test('the last hidden state is taken after the final norm; what is before it is there as well', () => {
  const model = loadModel(folder, { head: 'classification' });
  tf.tidy(() => {
    const isToken = tf.expandDims(tf.cast(inputs.attentionMask, 'float32'), -1);
    const { lastLayerRaw, firstTokens } = model.forward(inputs, new Dropout());
    expectTensorsClose(
      tf.mul(lastLayerRaw as Tensor, isToken),
      tf.mul(read('last_layer_raw'), isToken),
      CLOSE,
    );
    const [raw, normed] = (['raw', 'normed'] as const).map((place) => firstTokens?.(place).at(-1));
    const firstOf = (name: string): Tensor => tf.squeeze(tf.slice(read(name), [0, 0, 0], [-1, 1, -1]), [1]);
    expectTensorsClose(raw as Tensor, firstOf('last_layer_raw'), CLOSE);
    expectTensorsClose(normed as Tensor, firstOf('hidden_4'), CLOSE);
  });
  model.dispose();
});

test.each(['cls', 'mean'])(
  'packed texts have the logits that they have alone, with %s pooling',
  (pooling) => {
    const model = createModel(
      { ...config, classifier_pooling: pooling },
      { head: 'classification', seed: 3 },
    );
    expect(model.readsPackedTexts).toBe(true);
    tf.tidy(() => {
      const [packed, alone] = [packRow(inputs, { padding: 2 }), inputs].map(
        (texts) => model.forward(texts, new Dropout()).logits,
      );
      expectTensorsClose(packed as Tensor, alone as Tensor, CLOSE);
    });
    model.dispose();
  },
);

test('a token of a local layer sees those near it alone', () => {
  const local = { layer_types: ['sliding_attention'], num_hidden_layers: 1, local_attention: 4 };
  const model = createModel({ ...config, ...local }, { head: 'classification', seed: 2 });
  tf.tidy(() => {
    const statesOf = (first: number): Tensor => {
      const ids = tf.tensor2d([[first, 5, 6, 7, 8, 9]], undefined, 'int32');
      return model.forward({ inputIds: ids, attentionMask: tf.onesLike(ids) }, new Dropout())
        .hiddenStates[1] as Tensor;
    };
    const changes = tf.max(tf.abs(tf.sub(statesOf(20), statesOf(21))), -1).dataSync();
    expect([...changes].map((change) => change > 0)).toEqual([true, true, true, false, false, false]);
  });
  model.dispose();
});

test.each(['attention_dropout', 'embedding_dropout', 'mlp_dropout', 'classifier_dropout'])(
  '%s is applied in training, and only there',
  (field) => {
    const model = createModel({ ...config, [field]: 0.5 }, { head: 'classification', seed: 1 });
    const seeded = (seed: number): number[] =>
      tf.tidy(() => logitsOf(model, inputs, new Dropout(tf.tensor1d([seed, 0], 'int32'))));
    expect(seeded(1)).toEqual(seeded(1));
    expect(seeded(1)).not.toEqual(seeded(2));
    const plain = createModel(config, { head: 'classification', seed: 1 });
    expect(logitsOf(model, inputs)).toEqual(logitsOf(plain, inputs));
    for (const each of [model, plain]) each.dispose();
  },
);

test('is saved with transformers’ class and what older releases read, and is loaded as it was', async () => {
  const place = mkdtempSync(join(tmpdir(), 'lamella-modernbert-'));
  const model = loadModel(folder, { head: 'classification' });
  await saveModel(model, place);
  const again = loadModel(place, { head: 'classification' });
  expect(logitsOf(again, inputs)).toEqual(logitsOf(model, inputs));
  expect(readJsonFile(join(place, 'config.json'))).toMatchObject({
    architectures: ['ModernBertForSequenceClassification'],
    global_attn_every_n_layers: 3,
    global_rope_theta: 160_000,
    local_rope_theta: 10_000,
  });
  for (const each of [model, again]) each.dispose();
  rmSync(place, { recursive: true });
});

test('a masked language model becomes a classifier with its prediction head, and a new classifier', async () => {
  const place = mkdtempSync(join(tmpdir(), 'lamella-modernbert-'));
  const pretrained = createModel(config, { head: 'masked-lm', seed: 4 });
  await saveModel(pretrained, place);
  const model = loadModel(place, { head: 'classification', seed: 5 });
  const values = (of: Model, name: string): unknown => of.parameters.get(name)?.value().dataSync();
  expect(values(model, 'head.dense.weight')).toEqual(values(pretrained, 'head.dense.weight'));
  expect(values(model, 'classifier.bias')).toEqual(new Float32Array(3));
  for (const each of [pretrained, model]) each.dispose();
  rmSync(place, { recursive: true });
});

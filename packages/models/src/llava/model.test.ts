import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dropout, type NamedTensors, type Tensor, tf, valueAndGradients } from '@lamella/engine';
import { expectCompiledEqualsEager, expectTensorsClose } from '@lamella/engine/testing';
import { readSafetensors, writeSafetensors } from '@lamella/files';
import { loadModel } from '../load-model.ts';
import type { Model, ModelInputs } from '../model.ts';
import { openLlava } from '../testing/llava-fixture.ts';

const fixture = openLlava();
const TOLERANCE = { absolute: 3e-4, relative: 0 };
let model: Model;
beforeAll(() => {
  model = loadModel(fixture.folder, { head: 'causal-lm' });
});
afterAll(() => model.dispose());

function outputsOf(inputs: ModelInputs): NamedTensors {
  const { hiddenStates, lastLayerRaw, logits } = model.forward(inputs, new Dropout());
  const states = hiddenStates.map((hidden, l) => [`hidden_${l}`, hidden] as const);
  return { ...Object.fromEntries(states), last_layer_raw: lastLayerRaw as Tensor, logits };
}

/** Mean loss of the labelled tokens. */
function loss(inputs: ModelInputs): Tensor {
  const labels = tf.slice(fixture.read('labels'), [0, 1]); // [B, T - 1]
  const { logits } = model.forward(inputs, new Dropout());
  const [batchSize = 0, length = 0, size = 0] = logits.shape;
  const predictions = tf.reshape(tf.slice(logits, [0, 0, 0], [batchSize, length - 1, size]), [-1, size]);
  const targets = tf.reshape(labels, [labels.size]) as tf.Tensor1D;
  const losses = tf.sum(
    tf.mul(tf.logSoftmax(predictions), tf.oneHot(tf.maximum(targets, tf.scalar(0, 'int32')), size)),
    -1,
  );
  const isLabel = tf.cast(tf.greaterEqual(targets, 0), 'float32');
  return tf.neg(tf.div(tf.sum(tf.mul(losses, isLabel)), tf.sum(isLabel)));
}

test('gives transformers’ hidden states and logits', () => {
  tf.tidy(() => {
    const isToken = tf.expandDims(tf.cast(fixture.inputs.attentionMask, 'float32'), -1);
    for (const [output, tensor] of Object.entries(outputsOf(fixture.inputs)))
      expectTensorsClose(tf.mul(tensor, isToken), tf.mul(fixture.read(output), isToken), TOLERANCE);
  });
});

test('reads the same from a file with the names of transformers 4.52 and later', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-llava-'));
  cpSync(join(fixture.folder, 'config.json'), join(folder, 'config.json'));
  const stored = readSafetensors(join(fixture.folder, 'model.safetensors'));
  const newer = (name: string): string =>
    name
      .replace(/^language_model\.model\./, 'model.language_model.')
      .replace(/^language_model\.lm_head\./, 'lm_head.')
      .replace(/^(vision_tower|multi_modal_projector)\./, 'model.$1.');
  const tensors = [...stored.tensors.keys()].map((name) => [newer(name), stored.read(name)] as const);
  expect(tensors.every(([name]) => !stored.tensors.has(name))).toBe(true);
  await writeSafetensors(join(folder, 'model.safetensors'), new Map(tensors));
  const renamed = loadModel(folder, { head: 'causal-lm' });
  expect([...renamed.parameters.keys()]).toEqual([...model.parameters.keys()]);
  tf.tidy(() => {
    for (const [name, parameter] of model.parameters)
      expectTensorsClose(renamed.parameters.get(name)?.value() as Tensor, parameter.value(), {
        absolute: 0,
        relative: 0,
      });
  });
  renamed.dispose();
  stored.close();
  rmSync(folder, { recursive: true });
});

test('gives transformers’ hidden states and features of images', () => {
  tf.tidy(() => {
    const pixelValues = fixture.read('pixel_values');
    const states = model.vision?.hiddenStates(pixelValues) ?? [];
    expect(states).toHaveLength(4);
    states.forEach((state, l) => expectTensorsClose(state, fixture.read(`vision_hidden_${l}`), TOLERANCE));
    const features = model.vision?.features(pixelValues, new Dropout()) as Tensor;
    expectTensorsClose(features, fixture.read('image_features'), TOLERANCE);
  });
});

test('gives the same compiled', () => {
  expectCompiledEqualsEager(
    (inputs) => outputsOf(inputs as unknown as ModelInputs),
    { ...fixture.inputs },
    { absolute: 1e-4 },
  );
});

test('has PyTorch’s gradients, also through the image encoder and the projector', () => {
  const unused = new Set(model.unusedWeights);
  const parameters = [...model.parameters.values()].filter((parameter) => !unused.has(parameter));
  const { gradients } = valueAndGradients(() => loss(fixture.inputs), parameters);
  tf.tidy(() => {
    for (const name of [
      'language_model.model.embed_tokens.weight',
      'multi_modal_projector.linear_1.weight',
      'multi_modal_projector.linear_2.bias',
      'vision_tower.vision_model.embeddings.patch_embedding.weight',
      'vision_tower.vision_model.embeddings.class_embedding',
      'vision_tower.vision_model.encoder.layers.0.self_attn.q_proj.weight',
    ]) {
      const gradient = gradients[parameters.findIndex((parameter) => parameter.name === name)] as Tensor;
      expectTensorsClose(gradient, fixture.read(`grad/${name}`), { absolute: 5e-5, relative: 0 });
    }
  });
  tf.dispose([...gradients]);
});

test('knows which weights nothing depends on', () => {
  const names = (model.unusedWeights ?? []).map(({ name }) => name);
  expect(names).toHaveLength(18);
  expect(names.filter((name) => !name.includes('encoder.layers.2.'))).toEqual([
    'vision_tower.vision_model.post_layernorm.weight',
    'vision_tower.vision_model.post_layernorm.bias',
  ]);
});

test('has the layers of the language model under their names', () => {
  expect(model.layers).toHaveLength(4);
  expect(model.layerPath(1)).toBe('language_model.model.layers.1');
  expect(model.layers[1]?.projections.get('q_proj')?.base.path).toBe(
    'language_model.model.layers.1.self_attn.q_proj',
  );
  expect([...model.parameters.keys()][0]).toBe('language_model.model.embed_tokens.weight');
});

test('reads texts without images', () => {
  tf.tidy(() => {
    const { inputIds, attentionMask } = fixture.inputs;
    const { logits } = model.forward({ inputIds, attentionMask }, new Dropout());
    expect(logits.shape).toEqual([3, 50, 622]);
  });
});

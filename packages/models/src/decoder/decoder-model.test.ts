import { Dropout, type NamedTensors, tf } from '@lamella/engine';
import { expectCompiledEqualsEager, expectTensorsClose } from '@lamella/engine/testing';
import { createModel, loadModel } from '../load-model.ts';
import type { Model, ModelInputs } from '../model.ts';
import { DECODERS, openDecoder } from '../testing/decoder-fixtures.ts';
import { packRow } from '../testing/pack-row.ts';

function outputsOf(model: Model, inputs: ModelInputs): NamedTensors {
  const { hiddenStates, lastLayerRaw, logits } = model.forward(inputs, new Dropout());
  const states = hiddenStates.map((hidden, l) => [`hidden_${l}`, hidden] as const);
  return { ...Object.fromEntries(states), last_layer_raw: lastLayerRaw as tf.Tensor, logits };
}

describe.each(DECODERS)('%s', (name) => {
  const fixture = openDecoder(name);
  let model: Model;
  beforeAll(() => {
    model = loadModel(fixture.folder, { head: 'causal-lm' });
  });
  afterAll(() => model.dispose());

  test('gives transformers’ hidden states, before and after the final norm, and logits, padding included', () => {
    tf.tidy(() => {
      for (const [output, tensor] of Object.entries(outputsOf(model, fixture.inputs))) {
        expectTensorsClose(tensor, fixture.read(output), { absolute: 3e-4, relative: 0 });
      }
    });
  });

  test('gives the same compiled', () => {
    expectCompiledEqualsEager(
      (inputs) => outputsOf(model, inputs as unknown as ModelInputs),
      { ...fixture.inputs },
      { absolute: 1e-4 },
    );
  });

  test('predicts single tokens as in the whole', () => {
    tf.tidy(() => {
      const { hiddenStates, logits } = model.forward(fixture.inputs, new Dropout());
      const { hiddenSize, vocabularySize } = model.config;
      const row = tf.slice(tf.reshape(hiddenStates.at(-1) as tf.Tensor, [-1, hiddenSize]), [5, 0], [1, -1]);
      const expected = tf.slice(tf.reshape(logits, [-1, vocabularySize]), [5, 0], [1, -1]);
      expectTensorsClose(model.predictTokens(row), expected);
    });
  });

  test('reads texts that are packed into a row as it reads them in rows of their own', () => {
    expect(model.readsPackedTexts).toBe(true);
    tf.tidy(() => {
      const isToken = [...fixture.inputs.attentionMask.dataSync()];
      const places = tf.tensor1d(
        isToken.flatMap((flag, place) => (flag === 1 ? [place] : [])),
        'int32',
      );
      const packed = outputsOf(model, packRow(fixture.inputs, { padding: 3 }));
      for (const [output, tensor] of Object.entries(packed)) {
        const size = tensor.shape.at(-1) ?? 0;
        const expected = tf.gather(tf.reshape(fixture.read(output), [-1, size]), places);
        const found = tf.slice(tf.reshape(tensor, [-1, size]), [0, 0], [places.size, size]);
        expectTensorsClose(found, expected, { absolute: 3e-4, relative: 0 });
      }
    });
  });

  test('gives the first tokens of packed texts', () => {
    tf.tidy(() => {
      const { packing, ...inputs } = packRow(fixture.inputs, { padding: 1 });
      const { hiddenStates, lastLayerRaw, firstTokens } = model.forward(
        { ...inputs, packing },
        new Dropout(),
      );
      const firstOf = (hidden: tf.Tensor): tf.Tensor =>
        tf.gather(tf.squeeze(hidden, [0]), packing.starts as tf.Tensor1D);
      const normed = firstTokens?.() ?? [];
      expect(normed).toHaveLength(hiddenStates.length);
      hiddenStates.forEach((hidden, l) => expectTensorsClose(normed[l] as tf.Tensor, firstOf(hidden)));
      const raw = firstTokens?.('raw').at(-1) as tf.Tensor;
      expectTensorsClose(raw, firstOf(lastLayerRaw as tf.Tensor));
    });
  });

  test('names every weight as the checkpoint does', () => {
    expect(model.layerPath(1)).toBe('model.layers.1');
    expect([...model.parameters.keys()].filter((weight) => weight.startsWith('model.layers.1.'))).toEqual([
      ...['q_proj', 'k_proj', 'v_proj', 'o_proj'].flatMap((target) =>
        (name === 'qwen2' && target !== 'o_proj' ? ['weight', 'bias'] : ['weight']).map(
          (part) => `model.layers.1.self_attn.${target}.${part}`,
        ),
      ),
      ...['gate_proj', 'up_proj', 'down_proj'].map((target) => `model.layers.1.mlp.${target}.weight`),
      'model.layers.1.input_layernorm.weight',
      'model.layers.1.post_attention_layernorm.weight',
    ]);
    const isTied = fixture.config['tie_word_embeddings'] ?? name === 'gemma';
    expect(model.parameters.has('lm_head.weight')).toBe(!isTied);
    expect(model.trainedHead).toEqual([]);
  });
});

test('a window that is longer than the text changes nothing, a shorter one does', () => {
  const { inputs, config } = openDecoder('mistral');
  const logitsWith = (slidingWindow: number | null): number[] => {
    const model = createModel({ ...config, sliding_window: slidingWindow }, { head: 'causal-lm', seed: 3 });
    const values = tf.tidy(() => [...model.forward(inputs, new Dropout()).logits.dataSync()]);
    model.dispose();
    return values;
  };
  const unbounded = logitsWith(null);
  expect(logitsWith(100)).toEqual(unbounded);
  expect(logitsWith(6)).not.toEqual(unbounded);
});

test('refuses heads that a decoder does not have', () => {
  const { folder } = openDecoder('llama');
  expect(() => loadModel(folder, { head: 'classification' })).toThrow(
    'Expected the head of a llama model to be one of causal-lm, got classification.',
  );
});

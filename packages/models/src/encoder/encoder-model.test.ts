import { Dropout, type NamedTensors, tf, valueAndGradients } from '@lamella/engine';
import {
  expectCompiledEqualsEager,
  expectNoLeakedTensors,
  expectTensorsClose,
} from '@lamella/engine/testing';
import { loadModel } from '../load-model.ts';
import type { Model, ModelInputs } from '../model.ts';
import { openEncoder, openMaskedLm } from '../testing/encoder-fixtures.ts';
import { packRow } from '../testing/pack-row.ts';

const MAPS = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  'attention.output.dense': 'attention.output.dense',
  'intermediate.dense': 'intermediate.dense',
  'output.dense': 'output.dense',
};
const GATED_MAPS = { Wqkv: 'attn.Wqkv', 'attn.Wo': 'attn.Wo', Wi: 'mlp.Wi', 'mlp.Wo': 'mlp.Wo' };

describe.each(['roberta', 'bert', 'modernbert'] as const)('%s', (name) => {
  const { folder, inputs, read } = openEncoder(name);
  let model: Model;
  beforeAll(() => {
    model = loadModel(folder, { head: 'classification' });
  });
  afterAll(() => model.dispose());

  test('gives transformers’ hidden states of every layer where there is a token, and logits', () => {
    tf.tidy(() => {
      const isToken = tf.expandDims(tf.cast(inputs.attentionMask, 'float32'), -1);
      const { hiddenStates, logits } = model.forward(inputs, new Dropout());
      expect(hiddenStates).toHaveLength(model.config.numLayers + 1);
      for (const [l, hidden] of hiddenStates.entries()) {
        const expected = tf.mul(read(`hidden_${l}`), isToken);
        expectTensorsClose(tf.mul(hidden, isToken), expected, { absolute: 3e-5, relative: 0 });
      }
      expectTensorsClose(logits, read('logits'), { absolute: 3e-5, relative: 0 });
    });
  });

  test('gives the same hidden states, loss and gradients compiled', () => {
    const parameters = [...model.parameters.values()];
    const step = (tensors: NamedTensors): NamedTensors => {
      const forward = (): ReturnType<Model['forward']> =>
        model.forward(tensors as unknown as ModelInputs, new Dropout());
      const { value, gradients } = valueAndGradients(() => tf.mean(tf.square(forward().logits)), parameters);
      return {
        value,
        ...Object.fromEntries(forward().hiddenStates.map((hidden, l) => [`hidden_${l}`, hidden])),
        ...Object.fromEntries(gradients.map((gradient, i) => [parameters[i]?.name, gradient])),
      };
    };
    // The gradient of a key's bias is zero but for rounding.
    expectCompiledEqualsEager(step, { ...inputs }, { relative: 1e-6, absolute: 1e-6 });
  });

  test('gives the first tokens alone as it gives all of them', () => {
    tf.tidy(() => {
      const first = model.forward(inputs, new Dropout()).firstTokens?.() ?? [];
      const { hiddenStates } = model.forward(inputs, new Dropout());
      expect(first).toHaveLength(hiddenStates.length);
      for (const [l, hidden] of hiddenStates.entries()) {
        const expected = tf.squeeze(tf.slice(hidden, [0, 0, 0], [-1, 1, -1]), [1]);
        expectTensorsClose(first[l] as tf.Tensor, expected, { absolute: 1e-5, relative: 0 });
      }
    });
  });

  test('reads texts that are packed into a row as it reads them in rows of their own', () => {
    expect(model.readsPackedTexts).toBe(true);
    tf.tidy(() => {
      const [packed, alone] = [packRow(inputs, { padding: 3 }), inputs].map((texts) =>
        model.forward(texts, new Dropout()),
      );
      const close = { absolute: 1e-5, relative: 0 };
      expectTensorsClose(packed?.logits as tf.Tensor, alone?.logits as tf.Tensor, close);
      const first = alone?.firstTokens?.() ?? [];
      expect(first).toHaveLength(model.config.numLayers + 1);
      packed?.firstTokens?.().forEach((x, l) => expectTensorsClose(x, first[l] as tf.Tensor, close));
      const { hiddenSize: D } = model.config;
      const tokens = [...inputs.attentionMask.dataSync().entries()].filter(([, isToken]) => isToken === 1);
      const places = tf.tensor1d(
        tokens.map(([place]) => place),
        'int32',
      );
      packed?.hiddenStates.forEach((hidden, l) => {
        const expected = tf.gather(tf.reshape(alone?.hiddenStates[l] as tf.Tensor, [-1, D]), places);
        expectTensorsClose(tf.slice(tf.squeeze(hidden, [0]), [0, 0], [tokens.length, D]), expected, close);
      });
    });
  });

  test('gives the same loss and gradients of packed texts, compiled too', () => {
    const parameters = [...model.parameters.values()];
    const gradientsOf = (texts: ModelInputs): NamedTensors => {
      const { value, gradients } = valueAndGradients(
        () => tf.mean(tf.square(model.forward(texts, new Dropout()).logits)),
        parameters,
      );
      const named = gradients.map((gradient, i) => [parameters[i]?.name, gradient]);
      return { value, ...Object.fromEntries(named) };
    };
    tf.tidy(() => {
      const { packing, ...texts } = packRow(inputs, { padding: 2 });
      const [packed, alone] = [gradientsOf({ ...texts, packing }), gradientsOf(inputs)];
      for (const [name, gradient] of Object.entries(alone))
        expectTensorsClose(packed[name] as tf.Tensor, gradient, { absolute: 1e-5, relative: 1e-4 });
      const step = ({
        segments,
        positions,
        starts,
        ...others
      }: typeof packing & NamedTensors): NamedTensors =>
        gradientsOf({ ...(others as unknown as ModelInputs), packing: { segments, positions, starts } });
      expectCompiledEqualsEager(step, { ...texts, ...packing }, { relative: 1e-5, absolute: 1e-6 });
    });
  });

  test('goes on from the output of its lowest layers, which have no dropout', () => {
    const cut = loadModel(folder, { head: 'classification' });
    Object.assign(cut.config, { hiddenDropout: 0.5, embeddingDropout: 0.5 });
    tf.tidy(() => {
      const { hiddenStates, lastLayerRaw, logits } = model.forward(inputs, new Dropout());
      const close = { absolute: 1e-6, relative: 0 };
      for (let numLayers = 0; numLayers <= model.config.numLayers; numLayers++) {
        const states = cut.runLowerLayers?.(inputs, numLayers) as tf.Tensor;
        const raw = [...hiddenStates.slice(0, -1), lastLayerRaw ?? hiddenStates.at(-1)];
        expectTensorsClose(states, raw[numLayers] as tf.Tensor, close);
        const texts = { ...inputs, lowerLayers: { numLayers, states } };
        const rest = cut.forward(texts, new Dropout());
        expectTensorsClose(rest.logits, logits, { absolute: 1e-5, relative: 0 });
        expect(rest.hiddenStates).toHaveLength(hiddenStates.length - numLayers);
        rest.hiddenStates.forEach((x, i) =>
          expectTensorsClose(x, hiddenStates[numLayers + i] as tf.Tensor, close),
        );
        const first = cut.forward(texts, new Dropout()).firstTokens?.() ?? [];
        expect(first).toHaveLength(rest.hiddenStates.length);
      }
    });
    cut.dispose();
  });

  test('what padding holds changes nothing', () => {
    tf.tidy(() => {
      const padding = tf.sub(1, inputs.attentionMask);
      const tokens = tf.add(tf.mul(inputs.inputIds, inputs.attentionMask), tf.mul(padding, 7)).toInt();
      const { logits } = model.forward({ ...inputs, inputIds: tokens }, new Dropout());
      expectTensorsClose(logits, read('logits'), { absolute: 3e-5, relative: 0 });
    });
  });

  test('dropout is applied in training, and only there', () => {
    const small = loadModel(folder, { head: 'classification' });
    Object.assign(small.config, { hiddenDropout: 0.5, embeddingDropout: 0.5 });
    const logits = (dropout: Dropout): Float32Array =>
      tf.tidy(() => small.forward(inputs, dropout).logits.dataSync<'float32'>());
    const seeded = (seed: number): Float32Array =>
      tf.tidy(() => logits(new Dropout(tf.tensor1d([seed, 0], 'int32'))));
    expect(seeded(1)).toEqual(seeded(1));
    expect(seeded(1)).not.toEqual(seeded(2));
    expect(seeded(1)).not.toEqual(logits(new Dropout()));
    small.dispose();
  });

  test('names weights and modules as the checkpoint does', () => {
    const path = name === 'modernbert' ? 'model.layers.1' : `${name}.encoder.layer.1`;
    expect(model.layerPath(1)).toBe(path);
    expect(
      [...(model.layers[1]?.projections ?? [])].map(([target, { base }]) => [target, base.path]),
    ).toEqual(
      Object.entries(name === 'modernbert' ? GATED_MAPS : MAPS).map(([map, end]) => [map, `${path}.${end}`]),
    );
    expect(model.trainedHead).toEqual(['classifier']);
    expect(model.headKind).toBe('classification');
    expect([...model.parameters].every(([key, parameter]) => parameter.name === key)).toBe(true);
  });

  test('a classifier predicts no tokens', () => {
    expect(() => model.predictTokens(tf.zeros([1, model.config.hiddenSize]))).toThrow(
      'Expected a masked language model, got a head for classification',
    );
  });

  test('leaves no tensors', () => {
    expectNoLeakedTensors(() => {
      const other = loadModel(folder, { head: 'classification' });
      tf.tidy(() => void other.forward(inputs, new Dropout()));
      other.dispose();
    });
  });
});

describe.each(['roberta', 'bert'] as const)('masked language model of %s, stored in 16 bits', (name) => {
  const { folder, inputs, read } = openMaskedLm(name);

  test('gives transformers’ logits of every token, also of single ones', () => {
    const model = loadModel(folder, { head: 'masked-lm' });
    tf.tidy(() => {
      const { hiddenStates, logits } = model.forward(inputs, new Dropout());
      const { hiddenSize: D, vocabularySize: V } = model.config;
      const isToken = tf.expandDims(tf.cast(inputs.attentionMask, 'float32'), -1);
      const expected = read('logits');
      expectTensorsClose(tf.mul(logits, isToken), tf.mul(expected, isToken), { absolute: 3e-5, relative: 0 });
      const rows = tf.gather(tf.reshape(hiddenStates.at(-1) as tf.Tensor, [-1, D]), [0, 4, 11]);
      const ofRows = tf.gather(tf.reshape(expected, [-1, V]), [0, 4, 11]);
      expectTensorsClose(model.predictTokens(rows), ofRows, { absolute: 3e-5, relative: 0 });
    });
    model.dispose();
  });

  test('has logits of tokens, none of packed texts', () => {
    const model = loadModel(folder, { head: 'masked-lm' });
    expect(model.readsPackedTexts).toBe(false);
    model.dispose();
  });

  test('becomes a classifier with a new head', () => {
    const model = loadModel(folder, { head: 'classification', numLabels: 3, seed: 5 });
    tf.tidy(() => expect(model.forward(inputs, new Dropout()).logits.shape).toEqual([2, 3]));
    model.dispose();
  });
});

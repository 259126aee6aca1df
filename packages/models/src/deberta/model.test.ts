import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceRoot } from '@lamella/core';
import { compile, Dropout, type NamedTensors, type Tensor, tf, valueAndGradients } from '@lamella/engine';
import { expectCompiledEqualsEager, expectTensorsClose } from '@lamella/engine/testing';
import { readJsonFile, readSafetensors, type SafetensorsFile, toFloat32, toInt32 } from '@lamella/files';
import { loadModel } from '../load-model.ts';
import type { HeadKind, Model, ModelInputs } from '../model.ts';
import { packRow } from '../testing/pack-row.ts';
import { WeightAccount } from '../weights/weight-account.ts';
import { readDebertaConfig } from './deberta-config.ts';
import { deberta } from './model.ts';

const TOLERANCE = { absolute: 3e-5, relative: 0 };
const GRADIENT_TOLERANCE = { absolute: 5e-5, relative: 0 };

/** The tensors of a reference under a prefix. */
function reader(file: SafetensorsFile, prefix: string) {
  const read = (name: string) => file.read(prefix + name);
  return {
    has: (name: string) => file.tensors.has(prefix + name),
    names: (start: string) =>
      [...file.tensors.keys()]
        .filter((name) => name.startsWith(prefix + start))
        .map((name) => name.slice(prefix.length + start.length)),
    floats: (name: string) => tf.tensor(toFloat32(read(name)), [...read(name).shape], 'float32'),
    ints: (name: string) => tf.tensor(toInt32(read(name)), [...read(name).shape], 'int32'),
  };
}
type Reference = ReturnType<typeof reader>;

function readInputs(reference: Reference): Omit<ModelInputs, 'packing' | 'lowerLayers'> & NamedTensors {
  const types = 'token_type_ids';
  return {
    inputIds: reference.ints('input_ids'),
    attentionMask: reference.ints('attention_mask'),
    ...(reference.has(types) && { tokenTypeIds: reference.ints(types) }),
  } as never;
}

/** Mean cross-entropy over the rows of logits whose label is not -100. */
function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const classes = logits.shape.at(-1) ?? 0;
  const rows = tf.reshape(logits, [-1, classes]);
  const flat = tf.reshape(labels, [-1]);
  const isCounted = tf.cast(tf.greaterEqual(flat, 0), 'float32');
  const logProbabilities = tf.sum(
    tf.mul(tf.logSoftmax(rows), tf.oneHot(tf.maximum(flat, 0).toInt(), classes)),
    1,
  );
  return tf.div(tf.neg(tf.sum(tf.mul(logProbabilities, isCounted))), tf.sum(isCounted));
}

/** Compares logits, the loss and every gradient of packed texts. */
function checkPackedAgainst(reference: Reference, model: Model): void {
  const inputs = packRow(readInputs(reference), { padding: 2 });
  const names = reference.names('grad/');
  const parameters = names.map((name) => model.parameters.get(name)).filter((each) => each !== undefined);
  const { value, gradients } = valueAndGradients(
    () => crossEntropy(model.forward(inputs, new Dropout()).logits, reference.ints('labels')),
    parameters,
  );
  expectTensorsClose(tf.reshape(value, [1]), reference.floats('loss'), { absolute: 1e-5 });
  for (const [i, gradient] of gradients.entries())
    expectTensorsClose(gradient, reference.floats(`grad/${names[i]}`), GRADIENT_TOLERANCE);
}

/** Compares hidden states where there is a token, logits, the loss and every gradient. */
function checkAgainst(reference: Reference, model: Model): void {
  const inputs = readInputs(reference);
  const isToken = tf.expandDims(tf.cast(inputs.attentionMask, 'float32'), -1);
  const { hiddenStates, logits } = model.forward(inputs, new Dropout());
  expect(hiddenStates).toHaveLength(reference.names('hidden_').length);
  for (const [l, hidden] of hiddenStates.entries()) {
    expectTensorsClose(tf.mul(hidden, isToken), tf.mul(reference.floats(`hidden_${l}`), isToken), TOLERANCE);
  }
  const ofTokens = (x: Tensor): Tensor => (x.rank === 3 ? tf.mul(x, isToken) : x);
  expectTensorsClose(ofTokens(logits), ofTokens(reference.floats('logits')), TOLERANCE);

  const names = reference.names('grad/');
  expect(names.length).toBeGreaterThan(4);
  const parameters = names.map((name) => model.parameters.get(name)).filter((each) => each !== undefined);
  expect(parameters.map(({ name }) => name)).toEqual(names);
  const { value, gradients } = valueAndGradients(
    () => crossEntropy(model.forward(inputs, new Dropout()).logits, reference.ints('labels')),
    parameters,
  );
  expectTensorsClose(tf.reshape(value, [1]), reference.floats('loss'), { absolute: 1e-5 });
  for (const [i, gradient] of gradients.entries()) {
    expectTensorsClose(gradient, reference.floats(`grad/${names[i]}`), GRADIENT_TOLERANCE);
  }
}

describe('as deberta-v3-base is made', () => {
  const folder = join(workspaceRoot(), 'fixtures/deberta');
  const file = readSafetensors(join(folder, 'reference.safetensors'));
  const reference = reader(file, '');
  const model = loadModel(folder, { head: 'classification' });
  afterAll(() => {
    model.dispose();
    file.close();
  });

  test('hidden states, logits, loss and gradients as in PyTorch', () => {
    tf.tidy(() => checkAgainst(reference, model));
  });

  test('the pooled first tokens, in rows of their own and packed, are those of PyTorch', () => {
    tf.tidy(() => {
      const inputs = readInputs(reference);
      expect([model.readsPackedTexts, model.readsLongestText]).toEqual([true, true]);
      for (const texts of [inputs, packRow(inputs, { padding: 3 })]) {
        const { logits, firstTokens } = model.forward(texts, new Dropout());
        expectTensorsClose(logits, reference.floats('logits'), TOLERANCE);
        firstTokens?.().forEach((first, l) => {
          const expected = tf.squeeze(tf.slice(reference.floats(`hidden_${l}`), [0, 0, 0], [-1, 1, -1]), [1]);
          expectTensorsClose(first, expected, TOLERANCE);
        });
      }
    });
  });

  test('a compiled step gives the same', () => {
    const step = (inputs: NamedTensors): NamedTensors => {
      const { value, gradients } = valueAndGradients(
        () => tf.mean(tf.square(model.forward(inputs as never, new Dropout()).logits)),
        [...model.parameters.values()],
      );
      return { value, ...Object.fromEntries(gradients.map((gradient, i) => [`gradient ${i}`, gradient])) };
    };
    expectCompiledEqualsEager(step, readInputs(reference), { absolute: 1e-6 });
  });

  test('what adapters and files see', () => {
    expect(model.layers).toHaveLength(4);
    expect([...(model.layers[1]?.projections ?? [])].map(([name, { base }]) => [name, base.path])).toEqual([
      ['query_proj', 'deberta.encoder.layer.1.attention.self.query_proj'],
      ['key_proj', 'deberta.encoder.layer.1.attention.self.key_proj'],
      ['value_proj', 'deberta.encoder.layer.1.attention.self.value_proj'],
      ['attention.output.dense', 'deberta.encoder.layer.1.attention.output.dense'],
      ['intermediate.dense', 'deberta.encoder.layer.1.intermediate.dense'],
      ['output.dense', 'deberta.encoder.layer.1.output.dense'],
    ]);
    expect(model.trainedHead).toEqual(['classifier']);
    expect(model.layerPath(1)).toBe('deberta.encoder.layer.1');
  });

  test('dropout of every kind is applied in training', () => {
    const dropped = { hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1, pooler_dropout: 0.1 };
    const config = readDebertaConfig({ ...model.config.source, ...dropped }, 'config.json');
    const account = weightAccount(undefined);
    const small = deberta.create(config, account, 'classification');
    const step = compile(
      ({ seed, ...inputs }: NamedTensors) => ({
        logits: small.forward(inputs as never, new Dropout(seed)).logits,
      }),
      { name: 'with dropout' },
    );
    tf.tidy(() => {
      const inputs = readInputs(reference);
      const logits = ([0, 0, 1] as const).map((seed) =>
        step.run({ ...inputs, seed: tf.tensor1d([seed, 0], 'int32') })['logits']?.dataSync(),
      );
      expect(logits[1]).toEqual(logits[0]);
      expect(logits[2]).not.toEqual(logits[0]);
    });
    step.dispose();
    small.dispose();
  });
});

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/deberta/${name}`, import.meta.url));
const { configs } = readJsonFile(fixture('variants.json')) as {
  configs: Record<string, Record<string, unknown>>;
};

describe('other options, as in PyTorch', () => {
  const file = readSafetensors(fixture('variants.safetensors'));
  afterAll(() => file.close());

  test.each(Object.entries(configs))('%s', (variant, source) => {
    const config = readDebertaConfig(source, fixture('variants.json'));
    const head: HeadKind = variant === 'masked-lm' ? 'masked-lm' : 'classification';
    const account = weightAccount(file, `${variant}/weight/`);
    const model = deberta.create(config, account, head);
    account.checkNothingIsLeft([]);
    tf.tidy(() => checkAgainst(reader(file, `${variant}/`), model));
    expect(model.readsPackedTexts).toBe(head === 'classification' && config.convolution === undefined);
    if (model.readsPackedTexts) tf.tidy(() => checkPackedAgainst(reader(file, `${variant}/`), model));
    expect(model.headKind).toBe(head);
    model.dispose();
  });

  test.each(['convolution', 'convolution-in-groups'])('%s: a compiled step gives the same', (variant) => {
    const config = readDebertaConfig(configs[variant] ?? {}, fixture('variants.json'));
    const model = deberta.create(config, weightAccount(file, `${variant}/weight/`), 'classification');
    const parameters = [...model.parameters.values()];
    const step = (inputs: NamedTensors): NamedTensors => {
      const { value, gradients } = valueAndGradients(
        () => tf.mean(tf.square(model.forward(inputs as never, new Dropout()).logits)),
        parameters,
      );
      return { value, ...Object.fromEntries(gradients.map((gradient, i) => [`gradient ${i}`, gradient])) };
    };
    tf.tidy(() =>
      expectCompiledEqualsEager(step, readInputs(reader(file, `${variant}/`)), { absolute: 1e-6 }),
    );
    model.dispose();
  });

  test('with a convolution too, the pass can be cut above any layer', () => {
    const config = readDebertaConfig(configs['convolution'] ?? {}, fixture('variants.json'));
    const model = deberta.create(config, weightAccount(file, 'convolution/weight/'), 'classification');
    tf.tidy(() => {
      const inputs = readInputs(reader(file, 'convolution/'));
      const whole = model.forward(inputs, new Dropout());
      for (const numLayers of [0, 1, 2]) {
        const states = model.runLowerLayers?.(inputs, numLayers) as Tensor;
        expectTensorsClose(states, whole.hiddenStates[numLayers] as Tensor, TOLERANCE);
        const upper = model.forward({ ...inputs, lowerLayers: { numLayers, states } }, new Dropout());
        expectTensorsClose(upper.logits, whole.logits, TOLERANCE);
      }
    });
    model.dispose();
  });

  test('the head of DeBERTa’s own programs has names of its own', () => {
    const config = readDebertaConfig({ ...configs['masked-lm'], legacy: false }, fixture('variants.json'));
    const model = deberta.create(config, weightAccount(undefined), 'masked-lm');
    const ofHead = [...model.parameters.keys()].filter((name) => !name.startsWith('deberta.'));
    expect(ofHead).toEqual([
      'lm_predictions.lm_head.dense.weight',
      'lm_predictions.lm_head.dense.bias',
      'lm_predictions.lm_head.LayerNorm.weight',
      'lm_predictions.lm_head.LayerNorm.bias',
      'lm_predictions.lm_head.bias',
    ]);
    expect(model.trainedHead).toEqual(['lm_predictions']);
    model.dispose();
  });
});

function weightAccount(file: SafetensorsFile | undefined, prefix = ''): WeightAccount {
  const source = file && {
    names: () => reader(file, prefix).names(''),
    shape: (name: string) => file.read(prefix + name).shape,
    read: (name: string) => toFloat32(file.read(prefix + name)),
  };
  return new WeightAccount({
    reader: source,
    where: 'the fixture',
    seed: 0,
    standardDeviation: 0.02,
    mayBeNew: [],
    bodyPrefix: deberta.bodyPrefix,
  });
}

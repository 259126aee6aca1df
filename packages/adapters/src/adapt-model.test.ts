import { Dropout, type Parameter, type Tensor, tf, valueAndGradients } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import type { Model } from '@lamella/models';
import { adaptModel, headParameters } from './adapt-model.ts';
import type { AdaptedModel, AdapterConfig } from './adapter.ts';
import { countParameters } from './count-parameters.ts';
import type { AdaptedLinear } from './kind/adapted-linear.ts';
import { isPlaced } from './kinds/adapter-kinds.ts';
import type { LoraConfig } from './lora/kind.ts';
import { loraLinears } from './lora/make-linear.ts';
import type { VeraConfig } from './vera/kind.ts';
import { logitsOf, openPeft } from './testing/peft-fixtures.ts';

const { loadBase, inputs } = openPeft('roberta');
const [L, D, F] = [4, 32, 64];
const HEAD = D * D + D + 3 * D + 3;

const lora: LoraConfig = {
  kind: 'lora',
  layers: [1, 3],
  targets: ['query', 'value'],
  rank: 4,
  alpha: 8,
  dropout: 0,
  seed: 1,
};
const allLayers = { ...lora, layers: [0, 1, 2, 3] };
const everywhere = {
  ...allLayers,
  targets: ['query', 'key', 'value', 'attention.output.dense', 'intermediate.dense', 'output.dense'],
  rank: 2,
};

const vera: VeraConfig = {
  kind: 'vera',
  layers: [1, 3],
  targets: ['query', 'value', 'output.dense', 'intermediate.dense'],
  rank: 5,
  dropout: 0,
  seed: 1,
};

/**
 * Each adapter with the number of its own parameters, by the closed formula: rank · Σ (in + out), with DoRA + Σ out; of VeRA
 * Σ (rank + out).
 */
const CASES: readonly (readonly [string, AdapterConfig, number])[] = [
  ['LoRA on two layers', lora, 2 * 2 * 4 * (D + D)],
  ['LoRA on all layers', allLayers, L * 2 * 4 * (D + D)],
  ['LoRA on all maps', everywhere, L * 2 * (4 * (D + D) + 2 * (D + F))],
  ['rsLoRA', { ...everywhere, useRslora: true }, L * 2 * (4 * (D + D) + 2 * (D + F))],
  ['DoRA', { ...everywhere, useDora: true }, L * (2 * (4 * (D + D) + 2 * (D + F)) + 5 * D + F)],
  ['PiSSA', { ...everywhere, init: 'pissa' }, L * 2 * (4 * (D + D) + 2 * (D + F))],
  ['fast PiSSA', { ...lora, init: 'pissa_niter_4' }, 2 * 2 * 4 * (D + D)],
  ['DoRA on PiSSA', { ...lora, init: 'pissa', useDora: true }, 2 * 2 * (4 * (D + D) + D)],
  [
    'ranks by module and layer',
    { ...allLayers, rankPattern: { 'layer.2.attention.self.query': 7, value: 2 } },
    (D + D) * (3 * 4 + 7 + L * 2),
  ],
  ['VeRA', vera, 2 * (3 * (5 + D) + (5 + F))],
  ['the head alone', { kind: 'head' }, 0],
  ['everything', { kind: 'full' }, 0],
];

/** One step of gradient descent on the trainable parameters. */
function step(model: Model, { trainable }: AdaptedModel): void {
  tf.tidy(() => {
    const loss = (): Tensor => tf.sum(tf.square(model.forward(inputs, new Dropout()).logits));
    const { gradients } = valueAndGradients(loss, trainable);
    trainable.forEach((parameter, i) => parameter.variable().assignSub(tf.mul(gradients[i] as Tensor, 0.01)));
  });
}

const valueOf = (parameter: Parameter): Float32Array =>
  tf.tidy(() => parameter.value().dataSync<'float32'>());

const vectorsOf = ({ parameters }: AdaptedLinear): readonly Float32Array[] => parameters.map(valueOf);

const valuesOf = (model: Model): Map<string, Float32Array> =>
  new Map(
    [...model.parameters].map(([name, parameter]) => [
      name,
      tf.tidy(() => parameter.value().dataSync<'float32'>()),
    ]),
  );

describe.each(CASES)('%s', (_, config, numOfAdapter) => {
  let model: Model;
  beforeEach(() => {
    model = loadBase();
  });
  afterEach(() => model.dispose());

  test('starts as the base model', () => {
    const before = logitsOf(model, inputs);
    adaptModel(model, config);
    const start = logitsOf(model, inputs);
    // PiSSA takes its principal part off the base and adds it again, which rounds.
    const rounding = config.kind === 'lora' && config.init !== undefined ? 2e-6 : 0;
    expect(Math.max(...start.map((logit, i) => Math.abs(logit - (before[i] ?? NaN))))).toBeLessThanOrEqual(
      rounding,
    );
  });

  test('trains what it says and leaves every other weight as it is, to the bit', () => {
    const before = valuesOf(model);
    const adapted = adaptModel(model, config);
    const starts = adapted.linears.map(vectorsOf);
    const shared = adapted.shared.map(valueOf);
    step(model, adapted);
    expect(adapted.shared.map(valueOf)).toEqual(shared);
    const trained = new Set(adapted.trainable.map(({ name }) => name));
    for (const [name, values] of valuesOf(model)) {
      // The gradient of a key's bias is zero: a softmax does not change when all scores shift alike.
      if (!trained.has(name)) expect(values).toEqual(before.get(name));
      else if (!name.endsWith('key.bias')) expect(values).not.toEqual(before.get(name));
    }
    for (const [i, linear] of adapted.linears.entries()) expect(vectorsOf(linear)).not.toEqual(starts[i]);
    expect(adapted.linears.map(({ base }) => base.weight.isTrainable)).not.toContain(true);
  });

  test('has as many trainable parameters as the formula says', () => {
    const total = [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
    expect(countParameters(model, adaptModel(model, config))).toEqual({
      trainable: config.kind === 'full' ? total : numOfAdapter + HEAD,
      adapter: numOfAdapter,
      head: HEAD,
      total,
    });
  });

  test('can be taken out again', () => {
    const before = logitsOf(model, inputs);
    const adapted = adaptModel(model, config);
    for (const { parameters } of adapted.linears)
      for (const each of parameters) tf.tidy(() => each.assign(tf.ones([...each.shape])));
    if (isPlaced(config)) expect(logitsOf(model, inputs)).not.toEqual(before);
    adapted.remove();
    expect(logitsOf(model, inputs)).toEqual(before);
  });

  test('leaves no tensors', () => {
    expectNoLeakedTensors(() => {
      const other = loadBase();
      const adapted = adaptModel(other, config);
      step(other, adapted);
      adapted.remove();
      other.dispose();
    });
  });
});

test('trainable parameters come by layer and target, then the head, under PEFT’s names', () => {
  const model = loadBase();
  const names = adaptModel(model, lora).trainable.map(({ name }) => name);
  expect(names).toEqual([
    ...[1, 3].flatMap((layer) =>
      ['query', 'value'].flatMap((target) =>
        ['lora_A', 'lora_B'].map(
          (matrix) => `roberta.encoder.layer.${layer}.attention.self.${target}.${matrix}.weight`,
        ),
      ),
    ),
    ...headParameters(model).map(({ name }) => name),
  ]);
  model.dispose();
});

test('the same seed starts a layer the same, whatever other layers are adapted', () => {
  const [few, all] = [loadBase(), loadBase()];
  const firstA = (adapted: AdaptedModel, path: string): Float32Array | undefined =>
    loraLinears(adapted)
      .find(({ base }) => base.path === path)
      ?.a.value()
      .dataSync<'float32'>();
  const path = 'roberta.encoder.layer.3.attention.self.value';
  const expected = firstA(adaptModel(all, allLayers), path);
  expect(expected).toHaveLength(4 * D);
  expect(firstA(adaptModel(few, lora), path)).toEqual(expected);
  few.dispose();
  all.dispose();
});

test.each([0, -1, 1.5, NaN])('rank %d is an error', (rank) => {
  const model = loadBase();
  expect(() => adaptModel(model, { ...lora, rank })).toThrow(
    `Expected the adapter's rank to be a positive integer, got ${rank} for roberta.encoder.layer.1.attention.self.query.`,
  );
  model.dispose();
});

test.each([
  [{ rankPattern: { qeury: 2 } }, /match target modules, got "qeury"\. The modules are: roberta\.encoder/],
  [{ rankPattern: { query: 1.5 } }, /rank to be a positive integer, got 1\.5 for .*layer\.1\..*query\.$/],
  [{ init: 'pissa' as const, rank: 33 }, /rank of at most 32 for PiSSA on .*layer\.1\..*query, got 33\.$/],
])('%j is an error that leaves the model as it was', (fields, message) => {
  const model = loadBase();
  expect(() => adaptModel(model, { ...lora, ...fields })).toThrow(message);
  for (const { projections } of model.layers)
    for (const projection of projections.values()) expect(projection).toBe(projection.base);
  model.dispose();
});

test('rank and alpha by pattern scale each module by its own', () => {
  const model = loadBase();
  const adapted = adaptModel(model, {
    ...lora,
    rankPattern: { query: 2 },
    alphaPattern: { query: 6 },
  });
  for (const linear of loraLinears(adapted)) {
    tf.tidy(() => {
      linear.b.assign(tf.ones([...linear.b.shape]));
      const factor = linear.base.path.endsWith('query') ? 6 / 2 : 8 / 4;
      const update = tf.sub(linear.mergedWeight(), linear.base.weight.value());
      expectTensorsClose(update, tf.mul(factor, tf.tile(tf.sum(linear.a.value(), 0, true), [D, 1])), {
        absolute: 1e-6,
      });
    });
  }
  model.dispose();
});

test('a second adapter on the same module is an error', () => {
  const model = loadBase();
  adaptModel(model, lora);
  expect(() => adaptModel(model, lora)).toThrow(
    'Expected roberta.encoder.layer.1.attention.self.query to be without an adapter, got one.',
  );
  model.dispose();
});

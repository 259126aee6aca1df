import { adaptModel } from '@lamella/adapters';
import { Dropout, hasSteadyRows, type NamedTensors, tf, valueAndGradients } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { type Batch, type EncodedExample, makeBatches } from '@lamella/datasets';
import { type Model } from '@lamella/models';
import { toInputs } from './batch-inputs.ts';
import { countFrozenLayers } from './frozen-layers.ts';
import { FrozenPrefix } from './frozen-prefix.ts';
import { meanLoss, predictionLosses } from './losses.ts';
import { StatesInMemory } from './prefix-states.ts';
import { loraOf, prefixExamples, prefixModel } from './testing/prefix-models.ts';

const FAMILIES = ['roberta', 'bert', 'deberta', 'modernbert', 'llama', 'gemma', 'mistral', 'qwen2'];

const prefixOf = (model: Model, numLayers: number, matmulPrecision?: 'bfloat16'): FrozenPrefix =>
  new FrozenPrefix({ model, numLayers, matmulPrecision, states: new StatesInMemory() });

const batchesOf = (examples: readonly EncodedExample[], buckets: readonly number[]): Batch[] => [
  ...makeBatches(examples, { batchSize: 4, padId: 1, buckets }),
];

describe.each(FAMILIES)('%s', (family) => {
  test('gradients are the same where a text meets other padding than at first', () => {
    const model = prefixModel(family);
    const examples = prefixExamples(model);
    const { numLayers } = model.config;
    const { trainable } = adaptModel(model, loraOf(family, [numLayers - 1]));
    for (const parameter of trainable.filter(({ name }) => name.includes('lora_B')))
      tf.tidy(() => parameter.assign(tf.randomNormal([...parameter.shape], 0, 0.1, 'float32', 3)));
    const prefix = prefixOf(model, countFrozenLayers(model, trainable));
    expect(prefix.numLayers).toBe(numLayers - 1);
    for (const batch of batchesOf(examples, [32])) prefix.prepare(batch);
    expect(prefix.numKept).toBe(examples.length);
    const kind = model.headKind === 'causal-lm' ? 'causal-lm' : 'classification';
    const gradientsOf = (inputs: NamedTensors) =>
      valueAndGradients(() => {
        const what = { model, kind, numLowerLayers: prefix.numLayers } as const;
        const losses = predictionLosses(what, inputs as ReturnType<typeof toInputs>, new Dropout());
        return meanLoss(losses, inputs['weights'] as tf.Tensor);
      }, trainable);
    const packed = makeBatches(examples, { batchSize: 4, padId: 1, layout: 'packed' });
    const all = [...batchesOf(examples, [8, 24]), ...(model.readsPackedTexts === true ? packed : [])];
    for (const batch of all) {
      tf.tidy(() => {
        const expected = gradientsOf(toInputs(batch));
        const found = gradientsOf({ ...toInputs(batch), lowerStates: prefix.states(batch) });
        expectTensorsClose(found.value, expected.value, { absolute: 0, relative: 1e-5 });
        found.gradients.forEach((gradient, i) =>
          expectTensorsClose(gradient, expected.gradients[i] as tf.Tensor, {
            absolute: 1e-6,
            relative: 1e-4,
          }),
        );
      });
    }
    prefix.dispose();
    model.dispose();
  });

  const onSteady = hasSteadyRows() ? test.each : test.skip.each; // other processors add up in an order that depends on the batch
  onSteady(['float32', 'bfloat16'] as const)(
    'in %s a text has the same states to the bit in every batch of a layout',
    (precision) => {
      const model = prefixModel(family, { weights: precision });
      const examples = prefixExamples(model);
      const statesOf = (batches: Iterable<Batch>): Map<number, Float32Array> => {
        const states = new StatesInMemory();
        const prefix = new FrozenPrefix({ model, numLayers: 1, matmulPrecision: precision, states });
        for (const batch of batches) prefix.prepare(batch);
        const found = new Map(examples.map(({ id }) => [id, states.get(id) ?? new Float32Array()]));
        prefix.dispose();
        return found;
      };
      for (const layout of model.readsPackedTexts === true
        ? (['packed', 'padded'] as const)
        : ['padded' as const]) {
        const all = { padId: 1, layout, order: 'shuffled' } as const;
        const expected = statesOf(makeBatches(examples, { ...all, batchSize: 4, epoch: 1 }));
        for (const [id, states] of expected)
          expect(states).toHaveLength((examples[id]?.ids.length ?? NaN) * model.config.hiddenSize);
        for (const batchSize of [1, 4, 10])
          expect(statesOf(makeBatches(examples, { ...all, batchSize, epoch: 2 }))).toEqual(expected);
      }
      model.dispose();
    },
  );
});

test('the layers run once per example, and padding is zero', () => {
  const model = prefixModel('roberta');
  const examples = prefixExamples(model);
  const runLowerLayers = model.runLowerLayers.bind(model);
  let numRecorded = 0;
  const counted: Model['runLowerLayers'] = (inputs, numLayers) => {
    numRecorded += 1;
    return runLowerLayers(inputs, numLayers);
  };
  Object.assign(model, { runLowerLayers: counted });
  const prefix = prefixOf(model, 2);
  for (const batch of batchesOf(examples, [32])) prefix.states(batch).dispose();
  expect(numRecorded).toBe(1);
  // A length that is new would be recorded if the layers ran.
  for (const batch of batchesOf(examples, [24])) {
    const states = prefix.states(batch);
    expect(states.shape).toEqual([4, 24, model.config.hiddenSize]);
    const sizes = tf.tidy(() => [...tf.sum(tf.abs(states), -1).dataSync()]);
    expect(sizes.map((size) => Number(size > 0))).toEqual(
      [...batch.attentionMask].map((isToken, i) => isToken * (batch.weights[Math.floor(i / 24)] ?? NaN)),
    );
    states.dispose();
  }
  expect(numRecorded).toBe(1);
  prefix.dispose();
  expect(prefix.numKept).toBe(0);
  model.dispose();
});

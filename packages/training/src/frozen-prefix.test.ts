import { adaptModel, type AdaptedModel } from '@lamella/adapters';
import { UserError } from '@lamella/core';
import { Dropout, type NamedTensors, tf, valueAndGradients } from '@lamella/engine';
import { expectNoneLeakedBy, expectTensorsClose } from '@lamella/engine/testing';
import { type Batch, type EncodedExample, makeBatches } from '@lamella/datasets';
import { loadModel, type Model } from '@lamella/models';
import { toInputs } from './batch-inputs.ts';
import { FrozenPrefix, makeFrozenPrefix } from './frozen-prefix.ts';
import { meanLoss, predictionLosses } from './losses.ts';
import { PLAIN_SETTINGS } from './testing/plain-settings.ts';
import { openReference } from './testing/reference.ts';
import { train } from './train.ts';
import type { TrainingResult, TrainingSettings } from './training-run.ts';

const lora = { kind: 'lora', rank: 4, alpha: 8, dropout: 0, seed: 1 } as const;
const TARGETS: Readonly<Record<string, string[]>> = {
  deberta: ['query_proj', 'value_proj'],
  modernbert: ['Wqkv', 'mlp.Wo'],
};
const targetsOf = (family: string): string[] => TARGETS[family] ?? ['query', 'value'];

/** Ten texts of 4 to 20 tokens. */
const examples: EncodedExample[] = Array.from({ length: 10 }, (_, id) => {
  const words = Array.from({ length: 2 + ((id * 7) % 17) }, (__, i) => 10 + ((id * 13 + i * 5) % 80));
  const ids = [3, ...words, 4];
  return { id, ids, typeIds: ids.map(() => 0), label: id % 3 };
});

const settings: TrainingSettings = { ...PLAIN_SETTINGS, epochs: 3, batchSize: 3, learningRate: 0.01 };

function load(family: string): Model {
  return loadModel(openReference(family, 'train').folder, { head: 'classification', numLabels: 3, seed: 2 });
}

function adapt(model: Model, family: string, layers: readonly number[]): AdaptedModel {
  return adaptModel(model, { ...lora, targets: targetsOf(family), layers });
}

async function run(family: string, changes: Partial<TrainingSettings>): Promise<TrainingResult> {
  const model = load(family);
  Object.assign(model.config, { hiddenDropout: 0.1, attentionDropout: 0.1, embeddingDropout: 0.1 });
  const adapted = adapt(model, family, [model.config.numLayers - 1]);
  const evaluate = () => ({ primary: 0, metrics: {} });
  const { trainable } = adapted;
  try {
    return await train(
      { model, trainable, kind: 'classification', examples, padId: 1, evaluate },
      { ...settings, ...changes },
    );
  } finally {
    adapted.remove();
    model.dispose();
  }
}

function expectEqualLosses(kept: TrainingResult, plain: TrainingResult): void {
  expect(kept.losses).toHaveLength(plain.losses.length);
  kept.losses.forEach((loss, s) => {
    const expected = plain.losses[s] ?? NaN;
    expect(Math.abs(loss / expected - 1)).toBeLessThan(1e-5);
  });
}

describe.each(['roberta', 'bert', 'deberta', 'modernbert'])('%s', (family) => {
  test('losses of three epochs are those of running all layers, and no tensors are left', async () => {
    const kept = await expectNoneLeakedBy(() => run(family, { keepFrozenPrefix: true }));
    const plain = await run(family, {});
    expect(kept.numSteps).toBe(12);
    expectEqualLosses(kept, plain);
    expect(new Set(plain.losses).size).toBe(12);
  });

  test('gradients are the same where a text meets other padding than at first', () => {
    const model = load(family);
    const { trainable } = adapt(model, family, [model.config.numLayers - 2, model.config.numLayers - 1]);
    for (const parameter of trainable.filter(({ name }) => name.includes('lora_B')))
      tf.tidy(() => parameter.assign(tf.randomNormal([...parameter.shape], 0, 0.1, 'float32', 3)));
    const prefix = makeFrozenPrefix({ model, trainable, examples }) as FrozenPrefix;
    expect(prefix.numLayers).toBe(model.config.numLayers - 2);
    for (const batch of batchesOf([32])) prefix.states(batch).dispose();
    expect(prefix.numKept).toBe(examples.length);
    const gradientsOf = (inputs: NamedTensors) =>
      valueAndGradients(() => {
        const what = { model, kind: 'classification', numLowerLayers: prefix.numLayers } as const;
        const losses = predictionLosses(what, inputs as ReturnType<typeof toInputs>, new Dropout());
        return meanLoss(losses, inputs['weights'] as tf.Tensor);
      }, trainable);
    const packed = makeBatches(examples, { batchSize: 4, padId: 1, layout: 'packed' });
    for (const batch of [...batchesOf([8, 16, 24]), ...(model.readsPackedTexts === true ? packed : [])]) {
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
});

const batchesOf = (buckets: readonly number[]): Batch[] => [
  ...makeBatches(examples, { batchSize: 4, padId: 1, buckets }),
];

test('with micro-batches, and in bfloat16, the losses are the same too', async () => {
  for (const changes of [
    { accumulation: { steps: 2, mode: 'mean' } },
    { matmulPrecision: 'bfloat16' },
  ] as const)
    expectEqualLosses(
      await run('roberta', { ...changes, keepFrozenPrefix: true }),
      await run('roberta', changes),
    );
});

test('the layers run once per example, and padding is zero', () => {
  const model = load('roberta');
  const runLowerLayers = model.runLowerLayers?.bind(model);
  let numRecorded = 0;
  const counted: Model['runLowerLayers'] = (inputs, numLayers) => {
    numRecorded += 1;
    return runLowerLayers?.(inputs, numLayers) as tf.Tensor;
  };
  Object.assign(model, { runLowerLayers: counted });
  const prefix = new FrozenPrefix(model, 2);
  for (const batch of batchesOf([32])) prefix.states(batch).dispose();
  expect(numRecorded).toBe(1);
  // A length that is new would be recorded if the layers ran.
  for (const batch of batchesOf([24])) {
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

test('dropout of the model is left out of the prefix alone', async () => {
  const losses = async (changes: Partial<TrainingSettings>): Promise<readonly number[]> =>
    (await run('roberta', { hasDropout: true, ...changes })).losses;
  const kept = await losses({ keepFrozenPrefix: true });
  expect(kept).not.toEqual(await losses({}));
  expect(kept).not.toEqual(await losses({ keepFrozenPrefix: true, hasDropout: false }));
  expect(await losses({ keepFrozenPrefix: true })).toEqual(kept);
});

test.each([
  [{ kind: 'head' }, 4],
  [{ ...lora, targets: ['query'], layers: [3] }, 3],
  [{ ...lora, targets: ['query'], layers: [1, 3] }, 1],
  [{ ...lora, targets: ['query'], layers: [0, 3] }, undefined],
  [{ kind: 'full' }, undefined],
] as const)('%j leaves the lowest %s layers', (config, numLayers) => {
  const model = load('roberta');
  const { trainable } = adaptModel(model, config);
  const prefix = makeFrozenPrefix({ model, trainable, examples });
  expect(prefix?.numLayers).toBe(numLayers);
  prefix?.dispose();
  model.dispose();
});

describe('is refused', () => {
  const { availableMemory } = process;
  afterEach(() => Object.assign(process, { availableMemory }));

  test('if it takes more than half of the free memory', async () => {
    const numTokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
    const bytes = numTokens * 32 * 4;
    const start = (free: number) => () => {
      Object.assign(process, { availableMemory: () => free });
      return run('roberta', { epochs: 1, keepFrozenPrefix: true });
    };
    expect((await start(2 * bytes)()).numSteps).toBe(4);
    await expectNoneLeakedBy(() => expect(start(2 * bytes - 1)()).rejects.toThrow(UserError));
    await expect(start(2 * bytes - 1)()).rejects.toThrow(
      'Expected the kept output of frozen layers to take at most half of the free memory, 0.00 GiB; 10 texts of ' +
        `${numTokens} tokens take 0.00 GiB: leave out \`training.keepFrozenPrefix\`, or train on fewer or shorter texts ` +
        '(`rows.train`, `training.maxLength`).',
    );
  });

  test('for decoders', () => {
    const model = loadModel(openReference('llama', 'train').folder, { head: 'causal-lm' });
    expect(() => makeFrozenPrefix({ model, trainable: [], examples })).toThrow(
      new UserError(
        'Expected an encoder where the output of frozen layers is kept, got llama: leave out `training.keepFrozenPrefix`.',
      ),
    );
    model.dispose();
  });
});

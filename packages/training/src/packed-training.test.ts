import { join } from 'node:path';
import { adaptModel } from '@lamella/adapters';
import { Random, workspaceRoot } from '@lamella/core';
import { type BatchLayout, type EncodedExample, IGNORED_LABEL, makeBatches } from '@lamella/datasets';
import { Dropout, type MatmulPrecision, tf, valueAndGradients } from '@lamella/engine';
import { expectNoneLeakedBy } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { createModel, type Model } from '@lamella/models';
import { findFamily } from '@lamella/models/families';
import { toInputs, toTokenKeys } from './batch-inputs.ts';
import { FineTuningStep } from './fine-tuning-step.ts';
import { meanLoss, predictionLosses, type TaskKind } from './losses.ts';
import { PLAIN_SETTINGS } from './testing/plain-settings.ts';
import { train } from './train.ts';
import type { TrainingSettings } from './training-run.ts';

const RATES = [
  ...['attention_probs_dropout_prob', 'hidden_dropout_prob', 'classifier_dropout', 'pooler_dropout'],
  ...['attention_dropout', 'embedding_dropout', 'mlp_dropout'],
];

/** A model of a fixture's sizes, with dropout everywhere. */
function modelOf(family: string): Model {
  const config = readJsonFile(join(workspaceRoot(), 'fixtures', family, 'config.json')) as Record<
    string,
    unknown
  >;
  const rates = Object.fromEntries(RATES.filter((key) => key in config).map((key) => [key, 0.1]));
  const widened = { ...config, ...rates, initializer_range: 0.3 };
  const isDecoder = findFamily(family)?.kind === 'decoder';
  return createModel(widened, isDecoder ? { head: 'causal-lm' } : { head: 'classification', numLabels: 3 });
}

/** Eleven texts of 3 to 29 tokens: three batches of four, the last one not full. */
const random = new Random('texts');
const texts: EncodedExample[] = [3, 29, 5, 4, 17, 6, 3, 8, 11, 3, 7].map((length, i) => ({
  id: 10 + i,
  ids: Array.from({ length }, () => 5 + random.int(40)),
  typeIds: new Array<number>(length).fill(0),
  label: i % 3,
}));

/** What is learnt, and of what: of a decoder's texts, a prompt of one token or two is not. */
function taskOf({ headKind }: Model): { readonly kind: TaskKind; readonly examples: EncodedExample[] } {
  if (headKind !== 'causal-lm') return { kind: 'classification', examples: texts };
  const learntFrom = (text: EncodedExample, begin: number): EncodedExample => ({
    ...text,
    tokenLabels: Array.from(text.ids, (id, place) => (place < begin ? IGNORED_LABEL : id)),
  });
  return { kind: 'causal-lm', examples: texts.map((text, i) => learntFrom(text, i % 3)) };
}

describe.each([
  ['bert', ['query', 'value'], {}],
  ['roberta', ['query', 'key', 'value', 'output.dense'], { gradientCheckpointing: true }],
  ['modernbert', ['Wqkv', 'Wi'], { accumulation: { steps: 2, mode: 'mean' } }],
  ['deberta', ['query_proj', 'key_proj', 'value_proj', 'output.dense'], {}],
  ['llama', ['q_proj', 'k_proj', 'down_proj'], { gradientCheckpointing: true }],
  ['mistral', ['v_proj', 'o_proj'], { accumulation: { steps: 2, mode: 'tokens' } }],
  ['gemma', ['q_proj', 'v_proj'], {}],
  ['qwen2', ['k_proj', 'up_proj'], {}],
] as const)('%s', (family, targets, options) => {
  const model = modelOf(family);
  const { kind, examples } = taskOf(model);
  const { trainable, remove } = adaptModel(model, {
    kind: 'lora',
    targets,
    rank: 2,
    alpha: 4,
    dropout: 0.2,
    seed: 0,
    layers: [0, 1],
  });
  const initial = trainable.map((parameter) => tf.tidy(() => tf.keep(tf.add(parameter.value(), 0.05))));
  const reset = (): void => trainable.forEach((parameter, i) => parameter.assign(initial[i] as tf.Tensor));
  beforeEach(reset);
  afterAll(() => {
    tf.dispose(initial);
    remove();
    model.dispose();
  });

  const lossAndGradients = (layout: BatchLayout, hasDropout: boolean): number[][] =>
    [...makeBatches(examples, { batchSize: 4, padId: 1, layout })].map((batch) =>
      tf.tidy(() => {
        const inputs = { ...toInputs(batch), tokenKeys: toTokenKeys(batch) };
        const seed = tf.tensor1d([3, 4], 'int32');
        const { value, gradients } = valueAndGradients(() => {
          const dropout = hasDropout ? new Dropout(seed).of(inputs.tokenKeys) : new Dropout();
          return meanLoss(predictionLosses({ model, kind }, inputs, dropout), inputs.weights);
        }, trainable);
        return [value, ...gradients].flatMap((tensor) => [...tensor.dataSync()]);
      }),
    );

  test.each([false, true])(
    'loss and gradients of a packed batch are those of the padded one; dropout: %s',
    (hasDropout) => {
      const padded = lossAndGradients('padded', hasDropout);
      const packed = lossAndGradients('packed', hasDropout);
      padded.forEach((numbers, i) => {
        const off = numbers.map((number, j) => Math.abs(number - (packed[i]?.[j] ?? NaN)));
        expect(Math.max(...off)).toBeLessThan(1e-5 * Math.max(1, ...numbers.map(Math.abs)));
        expect(Math.max(...numbers.slice(1).map(Math.abs))).toBeGreaterThan(1e-3);
      });
    },
  );

  const isOne = !['deberta'].includes(family);
  const lossesOf = (rowLengths: readonly number[] | undefined, matmulPrecision: MatmulPrecision) => {
    reset();
    const { adamw, maxGradNorm } = PLAIN_SETTINGS;
    const options = { model, kind, trainable, adamw, maxGradNorm, seed: 1, hasDropout: true };
    const step = new FineTuningStep({ ...options, matmulPrecision, rowLengths });
    const batches = [...makeBatches(examples, { batchSize: 4, padId: 1, layout: 'packed' })];
    const losses = batches.map((batch) => step.run([batch], 0.01).loss);
    const { numFunctions } = step;
    step.dispose();
    return { losses, numFunctions };
  };

  test.each(['float32', 'bfloat16'] as const)(
    `${isOne ? 'one step serves rows of all lengths that are expected' : 'rows of each length have a step'}: %s`,
    (precision) => {
      const separate = lossesOf(undefined, precision);
      const together = lossesOf([24, 48], precision);
      expect(separate.numFunctions).toBe(3);
      expect(together).toEqual({ losses: separate.losses, numFunctions: isOne ? 1 : 3 });
    },
  );

  test(`a training with dropout is the same with and without packing: ${JSON.stringify(options)}`, async () => {
    const settings: TrainingSettings = {
      ...PLAIN_SETTINGS,
      epochs: 1,
      batchSize: 4,
      learningRate: 1e-3,
      hasDropout: true,
      ...options,
    };
    const run = async (packing: 'on' | 'off'): Promise<readonly number[]> => {
      reset();
      const evaluate = () => ({ primary: 0, metrics: {} });
      const task = { model, trainable, kind, examples, padId: 1, evaluate };
      return (await train(task, { ...settings, packing })).losses;
    };
    const padded = await run('off');
    const packed = await expectNoneLeakedBy(() => run('on'));
    packed.forEach((loss, i) => expect(Math.abs(loss - (padded[i] ?? NaN))).toBeLessThan(1e-5));
  });
});

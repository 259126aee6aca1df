import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel } from '@lamella/adapters';
import { listenToWarnings, UserError } from '@lamella/core';
import { hasSteadyRows, type MatmulPrecision } from '@lamella/engine';
import { expectNoneLeakedBy } from '@lamella/engine/testing';
import { VectorCache } from '@lamella/files';
import type { Model } from '@lamella/models';
import { FrozenPrefixes, type KeepPrefix } from './frozen-prefixes.ts';
import { LogLikelihoods } from './log-likelihoods.ts';
import { Predictor } from './predict.ts';
import { PLAIN_SETTINGS } from './testing/plain-settings.ts';
import { loraOf, prefixExamples, prefixModel } from './testing/prefix-models.ts';
import { train } from './train.ts';
import type { TrainingResult, TrainingSettings } from './training-run.ts';

const settings: TrainingSettings = {
  ...PLAIN_SETTINGS,
  ...{ epochs: 2, batchSize: 3, learningRate: 0.01, packing: 'on' },
};

const folder = mkdtempSync(join(tmpdir(), 'lamella-prefixes-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Processors without them keep nothing by themselves. */
const onSteady = hasSteadyRows() ? test : test.skip;

interface Changes extends Partial<TrainingSettings> {
  readonly family?: string;
  /** Of the model. */
  readonly dropout?: number;
  /** A folder of files in place of memory. */
  readonly cache?: string;
}

interface Trained extends TrainingResult {
  /** The predictions after every epoch. */
  readonly predicted: readonly unknown[];
  /** Examples whose states are kept. */
  readonly numKept: number;
  /** Whether the layers below were run apart. */
  readonly hasRun: boolean;
}

/** Trains LoRA in the last layer, without dropout below it unless said otherwise, and predicts after every epoch. */
async function run({ family = 'roberta', dropout = 0, cache, ...ofTraining }: Changes): Promise<Trained> {
  const precision: MatmulPrecision = ofTraining.matmulPrecision ?? 'float32';
  const model = prefixModel(family, { weights: precision });
  const rates = { hiddenDropout: dropout, attentionDropout: dropout, classifierDropout: 0.1 };
  Object.assign(model.config, rates);
  if (family === 'roberta') Object.defineProperty(model, 'bodyDropout', { value: dropout });
  const adapted = adaptModel(model, { ...loraOf(family, [model.layers.length - 1]), dropout: 0.1 } as never);
  const { trainable } = adapted;
  const examples = prefixExamples(model);
  const runLowerLayers = model.runLowerLayers.bind(model);
  let hasRun = false;
  const watched: Model['runLowerLayers'] = (...inputs) => {
    hasRun = true;
    return runLowerLayers(...inputs);
  };
  Object.assign(model, { runLowerLayers: watched });
  const files = cache === undefined ? undefined : new VectorCache({ folder: cache, maxBytes: 1e9 });
  const prefixes = new FrozenPrefixes({
    ...{ model, trainable, keep: ofTraining.keepFrozenPrefix ?? 'auto' },
    cache: files && { files, model: 'model', seed: 1, leastBytes: 0 },
  });
  const options = { padId: 1, prefixes };
  const isText = model.headKind === 'causal-lm';
  const predictor = isText ? new LogLikelihoods(model, options) : new Predictor(model, options);
  const predicted: unknown[] = [];
  const evaluate = () => {
    predicted.push('sums' in predictor ? predictor.sums(examples) : predictor.logits(examples));
    return { primary: 0, metrics: {} };
  };
  const kind = isText ? 'causal-lm' : 'classification';
  try {
    const parts = { model, trainable, kind, examples, padId: 1, evaluate, prefixes } as const;
    const result = await train(parts, { ...settings, hasDropout: true, ...ofTraining });
    const use = {
      layout: 'packed',
      matmulPrecision: ofTraining.matmulPrecision,
      passes: 2,
      hasDropout: true,
    };
    return { ...result, predicted, hasRun, numKept: prefixes.of(examples, use)?.numKept ?? 0 };
  } finally {
    for (const owner of [predictor, prefixes]) owner.dispose();
    adapted.remove();
    model.dispose();
  }
}

const numbersOf = ({ losses, predicted }: Trained) => ({ losses, predicted });

describe('by itself', () => {
  for (const change of [
    { family: 'roberta' },
    { family: 'roberta', packing: 'off', accumulation: { steps: 2, mode: 'mean' } },
    { family: 'roberta', matmulPrecision: 'bfloat16' },
    { family: 'deberta', hasDropout: false },
    { family: 'modernbert', hasDropout: false },
    { family: 'llama' },
  ] as const)
    onSteady(
      `losses and predictions are those of running all layers to the bit: ${JSON.stringify(change)}`,
      async () => {
        const kept = await run(change);
        expect(kept.losses.length).toBeGreaterThan(2);
        expect(numbersOf(kept)).toEqual(numbersOf(await run({ ...change, keepFrozenPrefix: false })));
      },
    );

  onSteady('it is kept, and no tensors are left', async () => {
    expect((await expectNoneLeakedBy(() => run({}))).numKept).toBe(10);
  });

  test('it is not where the layers below have dropout, or images are read', async () => {
    expect((await run({ dropout: 0.1 })).numKept).toBe(0);
    const model = prefixModel('llama');
    const { trainable } = adaptModel(model, loraOf('llama', [1]));
    const prefixes = new FrozenPrefixes({ model, trainable, keep: 'auto' });
    const withImages = prefixExamples(model).map((example) => ({ ...example, images: [] }));
    expect(prefixes.of(withImages, { layout: 'padded', passes: 2 })).toBeUndefined();
    model.dispose();
  });
});

describe('on request', () => {
  test('the model’s dropout is left out of the layers below alone', async () => {
    const losses = async (keepFrozenPrefix: KeepPrefix, hasDropout = true): Promise<readonly number[]> =>
      (await run({ dropout: 0.1, keepFrozenPrefix, hasDropout, epochs: 1 })).losses;
    const kept = await losses(true);
    expect(kept).not.toEqual(await losses('auto'));
    expect(kept).not.toEqual(await losses(true, false));
    expect(await losses(true)).toEqual(kept);
  });
});

describe('in files', () => {
  onSteady('another training finds what the first has made, and what is damaged is made again', async () => {
    const change = { cache: join(folder, 'shared'), epochs: 1 };
    const plain = numbersOf(await run({ ...change, keepFrozenPrefix: false }));
    const warnings: string[] = [];
    const end = listenToWarnings((warning) => void warnings.push(warning));
    expect(numbersOf(await run(change))).toEqual(plain);
    const names = readdirSync(change.cache);
    expect(names).toHaveLength(2);
    const before = names.map((name) => readFileSync(join(change.cache, name)));
    const second = await run(change);
    expect(numbersOf(second)).toEqual(plain);
    expect(second.hasRun).toBe(false);
    expect(warnings).toEqual([]);
    names.forEach((name, i) => {
      const bytes = Buffer.from(before[i] as Buffer);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      writeFileSync(join(change.cache, name), bytes);
    });
    expect(numbersOf(await run(change))).toEqual(plain);
    expect(warnings).toHaveLength(2);
    end();
  });

  onSteady('a folder that cannot be written costs a warning', async () => {
    writeFileSync(join(folder, 'no-folder'), '');
    const change = { epochs: 1 };
    const plain = numbersOf(await run({ ...change, keepFrozenPrefix: false }));
    const warnings: string[] = [];
    const end = listenToWarnings((warning) => void warnings.push(warning));
    expect(numbersOf(await run({ ...change, cache: join(folder, 'no-folder') }))).toEqual(plain);
    expect(warnings[0]).toContain('nothing can be kept here, it is computed instead');
    end();
  });
});

describe('without room', () => {
  const { availableMemory } = process;
  afterEach(() => Object.assign(process, { availableMemory }));
  const numTokens = prefixExamples({ headKind: 'classification' }).reduce(
    (sum, { ids }) => sum + ids.length,
    0,
  );
  const bytes = numTokens * 32 * 4;
  const withFree = (free: number, changes: Changes) => () => {
    Object.assign(process, { availableMemory: () => free });
    return run({ epochs: 2, dropout: 0.1, ...changes });
  };

  test('it is refused where it is asked for', async () => {
    expect((await withFree(2 * bytes, { keepFrozenPrefix: true })()).numSteps).toBe(8);
    const start = withFree(2 * bytes - 1, { keepFrozenPrefix: true });
    await expect(start()).rejects.toThrow(
      new UserError(
        'Expected the kept output of frozen layers to take at most half of the free memory, 0.00 GiB; 10 texts of ' +
          `${numTokens} tokens take 0.00 GiB: leave out \`training.keepFrozenPrefix\`, or train on fewer or shorter texts ` +
          '(`rows.train`, `training.maxLength`).',
      ),
    );
  });

  onSteady('layers run again with a word where it is not', async () => {
    const warnings: string[] = [];
    const end = listenToWarnings((warning) => void warnings.push(warning));
    expect((await withFree(2 * bytes - 1, { dropout: 0 })()).numKept).toBe(0);
    end();
    expect(warnings[0]).toBe(
      `The output of frozen layers would take more than 0.00 GiB; 10 texts of ${numTokens} tokens take 0.00 GiB: these layers run again in every epoch.`,
    );
  });
});

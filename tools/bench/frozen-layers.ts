/**
 * Seconds of an epoch of LoRA in CKA's half of the layers, dropout of the model off: the later epochs with the output of frozen layers
 * kept against the same without, the evaluations of the dev set after them, and the first epoch where an earlier trial has left it on
 * disk. The two take turns.
 *
 *     npx nx run tools:bench-frozen-layers --model=FOLDER --data=GLUE_FOLDER [--task=mrpc] [--rows=1000] [--rounds=3]
 *         [--layers=6,7,8] in place of CKA's half
 */
import './user-errors.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { adaptModel } from '@lamella/adapters';
import { UserError } from '@lamella/core';
import { type EncodedExample, encodeExamples } from '@lamella/datasets';
import { VectorCache } from '@lamella/files';
import { median } from '@lamella/metrics';
import { forwardImportance, selectLayers } from '@lamella/metrics/selection';
import { loadModel, loadTokenizer } from '@lamella/models';
import { loadTask } from '@lamella/tasks';
import {
  DEFAULT_ADAMW,
  FrozenPrefixes,
  type KeepPrefix,
  measureCka,
  passBatches,
  Predictor,
  train,
} from '@lamella/training';
import { startClock, type Time } from './clock.ts';
import { describeMachine } from './machine.ts';

const { values: options } = parseArgs({
  options: {
    ...{ model: { type: 'string' }, data: { type: 'string' } },
    task: { type: 'string', default: 'mrpc' },
    rows: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    layers: { type: 'string' },
  },
});

const modelFolder = folderOf('model', "an encoder's folder");
const data = folderOf('data', 'GLUE as downloaded');

function folderOf(option: 'model' | 'data', words: string): string {
  const path = options[option];
  if (path !== undefined) return path;
  throw new UserError(`Expected --${option} (${words}), got none.`, { exitCode: 2 });
}

const head = { head: 'classification', numLabels: 2, seed: 1 } as const;
const folder = mkdtempSync(join(tmpdir(), 'lamella-frozen-'));
const files = new VectorCache({ folder, maxBytes: 8 * 2 ** 30 });
const tokenizer = loadTokenizer(modelFolder);
const { padId } = tokenizer;
const { splits } = await loadTask(
  options.task,
  { kind: 'folder', folder: data },
  { trainRows: Number(options.rows) },
);
const examples = await encodeExamples(splits.train, tokenizer, { maxLength: 128 });
const evaluated = await encodeExamples(splits.dev, tokenizer, { maxLength: 128 });
const layers = options.layers?.split(',').map(Number) ?? selectHalf(examples);
console.log(describeMachine());
console.log(
  `${options.task}, ${examples.length} rows and ${evaluated.length} of the dev set, LoRA in layers ${layers.join(', ')}\n`,
);

/** N / 2 layers of the largest 1 - CKA, without the lowest of the sorted order, as the paper does. */
function selectHalf(texts: readonly EncodedExample[]): readonly number[] {
  const model = loadModel(modelFolder, head);
  const numLayers = model.layers.length;
  const samples = texts.slice(0, 500);
  const cka = measureCka(model, passBatches(samples, model, { batchSize: 32, padId }), {
    ...{ pooling: 'cls', numSamples: samples.length },
  });
  model.dispose();
  const values = forwardImportance('cka').fromMeasured(cka);
  const count = Math.floor(numLayers / 2);
  return selectLayers({ method: 'cka', count, dropFirst: true, numLayers, scores: values }).layers;
}

/** What three epochs took. */
interface Epochs {
  readonly training: readonly Time[];
  readonly evaluation: readonly Time[];
}

/** Trains three epochs, and evaluates after each. */
async function takeEpochs(keep: KeepPrefix): Promise<Epochs> {
  const model = loadModel(modelFolder, head);
  const adapted = adaptModel(model, {
    ...{ kind: 'lora', layers, targets: ['query', 'value'], rank: 8, alpha: 16, dropout: 0, seed: 1 },
  });
  const { trainable } = adapted;
  const cache = { files, model: 'bench', seed: 1 };
  const prefixes = new FrozenPrefixes({ model, trainable, keep, cache });
  const predictor = new Predictor(model, { padId, prefixes });
  const taken = { training: new Array<Time>(), evaluation: new Array<Time>() };
  let clock = startClock();
  await train(
    {
      ...{ model, trainable, kind: 'classification', examples, padId, prefixes },
      evaluate: () => {
        taken.training.push(clock());
        clock = startClock();
        predictor.logits(evaluated);
        taken.evaluation.push(clock());
        clock = startClock();
        return { primary: 0, metrics: {} };
      },
    },
    {
      ...{ epochs: 3, batchSize: 32, learningRate: 1e-4, schedule: 'linear', warmup: { ratio: 0.1 } },
      ...{ accumulation: { steps: 1, mode: 'mean' }, adamw: DEFAULT_ADAMW, maxGradNorm: 1 },
      ...{ hasDropout: false, checkpoint: 'last', seed: 1 },
    },
  );
  predictor.dispose();
  prefixes.dispose();
  adapted.remove();
  model.dispose();
  return taken;
}

const rounds: Record<'plain' | 'kept' | 'found', Epochs[]> = { plain: [], kept: [], found: [] };
try {
  for (let round = 0; round < Number(options.rounds); round++) {
    rounds.plain.push(await takeEpochs(false));
    rmSync(folder, { recursive: true, force: true });
    rounds.kept.push(await takeEpochs('auto'));
    rounds.found.push(await takeEpochs('auto'));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const middle = (times: readonly Time[]): Time => ({
  clock: median(times.map(({ clock }) => clock)),
  processor: median(times.map(({ processor }) => processor)),
});
console.log('| epoch | without: s | CPU s | kept: s | CPU s | ratio | CPU ratio |');
console.log('| --- | --: | --: | --: | --: | --: | --: |');
for (const [name, timesOf, taken] of [
  ['the first', ({ training }) => training.slice(0, 1), rounds.kept],
  ['the second and third', ({ training }) => training.slice(1), rounds.kept],
  ['the first, found on disk', ({ training }) => training.slice(0, 1), rounds.found],
  ['evaluations after the second and third', ({ evaluation }) => evaluation.slice(1), rounds.kept],
] as const satisfies readonly (readonly [string, (epochs: Epochs) => readonly Time[], readonly Epochs[]])[]) {
  const plain = middle(rounds.plain.flatMap(timesOf));
  const kept = middle(taken.flatMap(timesOf));
  const seconds = [plain.clock, plain.processor, kept.clock, kept.processor].map((value) => value.toFixed(2));
  const ratios = [kept.clock / plain.clock, kept.processor / plain.processor];
  console.log(`| ${[name, ...seconds, ...ratios.map((ratio) => `${ratio.toFixed(2)} ×`)].join(' | ')} |`);
}

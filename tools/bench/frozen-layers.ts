/**
 * Seconds of an epoch of LoRA in CKA's half of the layers, dropout of the model off: the later epochs with the output of frozen layers
 * kept against the same without, and the first epoch where an earlier trial has left it on disk. The two take turns.
 *
 *     npx nx run tools:bench-frozen-layers --model=FOLDER --data=GLUE_FOLDER [--task=mrpc] [--rows=1000] [--rounds=3]
 *         [--layers=6,7,8] in place of CKA's half
 */
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
  train,
} from '@lamella/training';
import type { Time } from './clock.ts';
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
  { trainRows: Number(options.rows), devRows: 100 },
);
const examples = await encodeExamples(splits.train, tokenizer, { maxLength: 128 });
const layers = options.layers?.split(',').map(Number) ?? selectHalf(examples);
console.log(describeMachine());
console.log(`${options.task}, ${examples.length} rows, LoRA in layers ${layers.join(', ')}\n`);

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

/** Trains three epochs. @returns the seconds of each */
async function takeEpochs(keep: KeepPrefix): Promise<Time[]> {
  const model = loadModel(modelFolder, head);
  const adapted = adaptModel(model, {
    ...{ kind: 'lora', layers, targets: ['query', 'value'], rank: 8, alpha: 16, dropout: 0, seed: 1 },
  });
  const { trainable } = adapted;
  const cache = { files, model: 'bench', seed: 1 };
  const prefixes = new FrozenPrefixes({ model, trainable, keep, cache });
  const seconds: Time[] = [];
  let begin = process.cpuUsage();
  await train(
    {
      ...{ model, trainable, kind: 'classification', examples, padId, prefixes },
      evaluate: () => ({ primary: 0, metrics: {} }),
      onEpoch: (report) => {
        const { user, system } = process.cpuUsage(begin);
        seconds.push({ clock: report.seconds, processor: (user + system) / 1e6 });
        begin = process.cpuUsage();
      },
    },
    {
      ...{ epochs: 3, batchSize: 32, learningRate: 1e-4, schedule: 'linear', warmup: { ratio: 0.1 } },
      ...{ accumulation: { steps: 1, mode: 'mean' }, adamw: DEFAULT_ADAMW, maxGradNorm: 1 },
      ...{ hasDropout: false, checkpoint: 'last', seed: 1 },
    },
  );
  prefixes.dispose();
  adapted.remove();
  model.dispose();
  return seconds;
}

const rounds: Record<'plain' | 'kept' | 'found', Time[][]> = { plain: [], kept: [], found: [] };
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

const middle = (taken: readonly Time[][], epochs: readonly number[], of: keyof Time): number =>
  median(taken.flatMap((epochsOf) => epochs.map((epoch) => epochsOf[epoch]?.[of] ?? NaN)));
console.log('| epoch | without: s | CPU s | kept: s | CPU s | ratio | CPU ratio |');
console.log('| --- | --: | --: | --: | --: | --: | --: |');
for (const [name, epochs, taken] of [
  ['the first', [0], rounds.kept],
  ['the second and third', [1, 2], rounds.kept],
  ['the first, found on disk', [0], rounds.found],
] as const) {
  const cells = (['clock', 'processor'] as const).map((of) => [
    middle(rounds.plain, epochs, of),
    middle(taken, epochs, of),
  ]);
  const [clock = [], processor = []] = cells;
  const seconds = [clock[0], processor[0], clock[1], processor[1]].map((value = NaN) => value.toFixed(2));
  const ratios = [clock, processor].map(([plain = NaN, kept = NaN]) => `${(kept / plain).toFixed(2)} ×`);
  console.log(`| ${[name, ...seconds, ...ratios].join(' | ')} |`);
}

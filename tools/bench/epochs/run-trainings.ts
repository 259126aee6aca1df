import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readResult, runLamella } from '../programs.ts';

/** A training that both programs do: LoRA of rank 8 in all layers, on query and value. */
export interface Training {
  /** The folder of the model. */
  readonly model: string;
  /** The task's name in specs, and that of its folder of GLUE. */
  readonly task: string;
  readonly folder: string;
  readonly precision: 'float32' | 'bfloat16';
  /** @default 4e-4 */
  readonly learningRate?: number;
  /** Whether the checkpoint's pooler is trained with the head. @default 'frozen' */
  readonly pooler?: 'frozen' | 'trained';
}

/** What both programs are given. */
export interface TrainingSettings {
  /** Where the folders of models lie. */
  readonly models: string;
  /** GLUE's folder. */
  readonly glue: string;
  /** The folder of the PyTorch programs. */
  readonly peers: string;
  readonly python: string;
  /** The first so many rows of the training file. */
  readonly rows: number;
  readonly epochs: number;
  readonly threads: number;
  /** For specs and runs; made and removed by the caller. */
  readonly folder: string;
}

/** What a training came to, in either program. */
export interface Trained {
  /** Of all epochs, without evaluations. */
  readonly trainSeconds: number;
  readonly peakMiB: number;
  /** Of the dev set after the last epoch, between −1 and 1, by their names: accuracy, f1, matthews or pearson. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Trains with `lamella run`, as a user does; the peak memory is that of the process of the trial. */
export function trainWithLamella(training: Training, settings: TrainingSettings, seed: number): Trained {
  const { folder } = settings;
  const name = `${training.task}-${training.model}-${training.precision}`;
  const spec = join(folder, `${name}.yaml`);
  writeFileSync(spec, stringify({ name, ...specOf(training, settings, seed) }));
  rmSync(join(folder, name), { recursive: true, force: true });
  runLamella(['run', spec, '--no-figures'], { LAMELLA_RUNS_DIR: folder });
  const result = readFileSync(join(folder, name, `${training.task}-all-r8-seed${seed}.json`), 'utf8');
  const { cost, metrics } = JSON.parse(result) as {
    readonly cost: { readonly trainSeconds: number; readonly peakMemoryBytes: number };
    readonly metrics: { readonly final: Readonly<Record<string, number>> };
  };
  const { trainSeconds, peakMemoryBytes } = cost;
  return { trainSeconds, peakMiB: peakMemoryBytes / 2 ** 20, scores: metrics.final };
}

/** Lamella's spec of a training with the settings of `finetune_glue.py`. */
function specOf(
  { model, task, precision, learningRate = 4e-4, pooler = 'frozen' }: Training,
  { models, glue, rows, epochs, threads }: TrainingSettings,
  seed: number,
): object {
  return {
    model: join(models, model),
    data: { kind: 'folder', path: glue },
    ...{ tasks: [task], rows: { train: rows } },
    adapter: { rank: 8, alpha: 16, dropout: 0, targets: ['query', 'value'] },
    training: {
      ...{ epochs, batchSize: 32, learningRate, pooler, schedule: 'linear', warmup: { ratio: 0.06 } },
      ...{ weightDecay: 0.01, maxGradNorm: 1, maxLength: 128, precision },
    },
    methods: { all: { title: 'LoRA, all layers', selection: 'all' } },
    sweep: { seed: [seed] },
    ...{ workers: 1, threads },
  };
}

/** The same training by `finetune_glue.py`, in batches as they come or in those of like length. */
export function trainWithPyTorch(
  { model, folder, precision, learningRate: lr = 4e-4, pooler = 'frozen' }: Training,
  { models, glue, peers, python, rows, epochs, threads }: TrainingSettings,
  { seed, isGrouped }: { readonly seed: number; readonly isGrouped: boolean },
): Trained {
  const dtype = precision === 'bfloat16' ? 'autocast-bf16' : 'float32';
  const options = {
    ...{ model: join(models, model), glue, task: folder, seed },
    ...{ rows, epochs, threads, dtype, lr, pooler },
  };
  const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const output = execFileSync(
    python,
    [join(peers, 'finetune_glue.py'), ...args, ...(isGrouped ? ['--group-by-length'] : [])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const line = readResult(output) as {
    readonly trainSeconds: number;
    readonly peakRssMiB: number;
    readonly devBeforeAndPerEpoch: readonly Readonly<Record<string, number>>[];
  };
  const { trainSeconds, peakRssMiB, devBeforeAndPerEpoch } = line;
  return { trainSeconds, peakMiB: peakRssMiB, scores: devBeforeAndPerEpoch.at(-1) ?? {} };
}

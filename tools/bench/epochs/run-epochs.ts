import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type EpochWork, epochFigures } from './epoch-works.ts';

/** What both programs are given. */
export interface EpochSettings {
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

type Figures = Readonly<Record<string, number>>;

/** Trains with `lamella run`, as a user does: seconds of training per epoch without evaluations, and the trial's peak memory. */
export function runLamella(work: EpochWork, settings: EpochSettings): Figures {
  const { folder, epochs } = settings;
  const name = `${work.task}-${work.model}-${work.precision}`;
  const spec = join(folder, `${name}.yaml`);
  writeFileSync(spec, stringify({ name, ...specOf(work, settings) }));
  rmSync(join(folder, name), { recursive: true, force: true });
  execFileSync(process.execPath, ['packages/cli/bin/lamella.mjs', 'run', spec], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LAMELLA_RUNS_DIR: folder },
  });
  const { cost } = JSON.parse(readFileSync(join(folder, name, `${work.task}-all-r8-seed1.json`), 'utf8')) as {
    readonly cost: { readonly trainSeconds: number; readonly peakMemoryBytes: number };
  };
  return epochFigures(cost.trainSeconds / epochs, cost.peakMemoryBytes / 2 ** 20);
}

/** Lamella's spec of a training with the settings of `finetune_glue.py`. */
function specOf(work: EpochWork, { models, glue, rows, epochs, threads }: EpochSettings): object {
  return {
    model: join(models, work.model),
    data: { kind: 'folder', path: glue },
    ...{ tasks: [work.task], rows: { train: rows } },
    adapter: { rank: 8, alpha: 16, dropout: 0, targets: ['query', 'value'] },
    training: {
      ...{ epochs, batchSize: 32, learningRate: 4e-4, schedule: 'linear', warmup: { ratio: 0.06 } },
      ...{ weightDecay: 0.01, maxGradNorm: 1, maxLength: 128, precision: work.precision },
    },
    methods: { all: { title: 'LoRA, all layers', selection: 'all' } },
    sweep: { seed: [1] },
    ...{ workers: 1, threads },
  };
}

/** The same training by `finetune_glue.py`. */
export function runPyTorch(work: EpochWork, settings: EpochSettings, isGrouped: boolean): Figures {
  const { models, glue, peers, python, rows, epochs, threads } = settings;
  const dtype = work.precision === 'bfloat16' ? 'autocast-bf16' : 'float32';
  const options = {
    ...{ model: join(models, work.model), glue, task: work.folder, seed: 1 },
    ...{ rows, epochs, threads, dtype },
  };
  const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, String(value)]);
  const output = execFileSync(
    python,
    [join(peers, 'finetune_glue.py'), ...args, ...(isGrouped ? ['--group-by-length'] : [])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const line = JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as {
    readonly trainSeconds: number;
    readonly peakRssMiB: number;
  };
  return epochFigures(line.trainSeconds / epochs, line.peakRssMiB);
}

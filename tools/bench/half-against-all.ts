// The layers that the paper's authors selected against all layers, ours against ours: seconds and memory of a training step.
// npx nx run tools:bench-half [--only=roberta-base] [--rounds=2] [--steps=5]
import './user-errors.ts';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '@lamella/metrics';
import { familyNamed } from '@lamella/models/families';
import { type PublishedModel, publishedModels } from '@lamella/spec';
import { describeMachine } from './machine.ts';
import { readResult, runLamella } from './programs.ts';
import { CONFIGS, layerSets, narrow } from './published-layers.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '2' },
    steps: { type: 'string', default: '5' },
  },
});

/** The same layer sets, measured or predicted on some shape of a model. */
interface Comparison {
  readonly title: string;
  readonly model: PublishedModel;
  readonly rounds: number;
  /** @param selected `all`, or ones and zeros */
  take(selected: string): Step;
}

/** The figures of a step by `lamella bench model` and `lamella plan --cost`. */
interface Step {
  readonly seconds: number;
  readonly mebibytes: number;
}

const folder = mkdtempSync(join(tmpdir(), 'lamella-half-'));
console.log(`${describeMachine()}\n`);
console.log(
  '| model | layers of | seconds: all | half | all ÷ half | MiB above idle: all | half | saved | lowest layer |',
);
console.log('| --- | --- | --: | --: | --: | --: | --: | --: | --: |');
try {
  for (const model of publishedModels)
    if (options.only === undefined || model === options.only) compareModel(model);
} finally {
  rmSync(folder, { recursive: true });
}

function compareModel(model: PublishedModel): void {
  const config = CONFIGS[model];
  const rounds = Number(options.rounds);
  const isEncoder = familyNamed(String(config['model_type'])).kind === 'encoder';
  if (isEncoder) {
    const args = ['--rank', '8', '--batch', '8', '--tokens', '128'];
    compare({
      title: model,
      model,
      rounds,
      take: (selected) => measure(writeConfig(model, config), selected, args),
    });
    return;
  }
  const title = `${model}, an eighth of its width`;
  const args = ['--dtype', 'autocast-bf16', '--batch', '1', '--tokens', '512', '--rank', '16'];
  const narrowed = writeConfig(title, narrow(config));
  compare({ title, model, rounds, take: (selected) => measure(narrowed, selected, args) });
  // The whole model by the planner, since it does not fit.
  const whole = writeConfig(model, config);
  compare({ title: `${model}, predicted`, model, rounds: 1, take: (selected) => predict(whole, selected) });
}

function measure(config: string, selected: string, args: readonly string[]): Step {
  const common = ['--model', config, '--selected', selected, '--steps', options.steps];
  const line = lamella(['bench', 'model', ...common, ...args]);
  return {
    seconds: Number(line['stepSeconds']),
    mebibytes: Number(line['peakRssMiB']) - Number(line['idleRssMiB']),
  };
}

/** LoRA of rank 128, batch 1 × 512, bfloat16. */
function predict(config: string, selected: string): Step {
  const layers = selected === 'all' ? [] : ['--layers', selected];
  const step = ['--rank', '128', '--batch-size', '1', '--max-length', '512', '--precision', 'bfloat16'];
  const { cost } = lamella(['plan', '--model', config, ...layers, ...step, '--cost', '--json']) as {
    cost: { seconds: number; peakBytes: number };
  };
  return { seconds: cost.seconds, mebibytes: cost.peakBytes / 2 ** 20 };
}

/** Rounds of all layers and of each set in turn; the row of a set has its medians, and ratios of all layers' beside them. */
function compare({ title, model, rounds, take }: Comparison): void {
  const sets = layerSets(model);
  const taken = Array.from({ length: rounds }, () => ({
    all: take('all'),
    halves: sets.map(([, layers]) => take(layers)),
  }));
  const all = medianStep(taken.map((round) => round.all));
  sets.forEach(([tasks, layers], i) => {
    const half = medianStep(taken.map(({ halves }) => halves[i] as Step));
    const faster = all.seconds / half.seconds;
    const saved = 100 * (1 - half.mebibytes / all.mebibytes);
    const cells = [title, tasks, digits(all.seconds), digits(half.seconds), `${faster.toFixed(2)} ×`];
    const memory = [all.mebibytes.toFixed(0), half.mebibytes.toFixed(0), `${saved.toFixed(0)} %`];
    console.log(`| ${[...cells, ...memory, layers.indexOf('1')].join(' | ')} |`);
  });
}

function medianStep(steps: readonly Step[]): Step {
  return {
    seconds: median(steps.map(({ seconds }) => seconds)),
    mebibytes: median(steps.map(({ mebibytes }) => mebibytes)),
  };
}

function digits(seconds: number): string {
  return seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1);
}

function writeConfig(name: string, config: Readonly<Record<string, unknown>>): string {
  const path = join(folder, name.replace(/[^\w.-]+/g, '-'));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.json'), JSON.stringify(config));
  return path;
}

function lamella(args: readonly string[]): Record<string, unknown> {
  console.error(`lamella ${args.join(' ')}`);
  const output = runLamella(args);
  return (args.includes('plan') ? JSON.parse(output) : readResult(output)) as Record<string, unknown>;
}

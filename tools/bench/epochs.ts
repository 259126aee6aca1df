// Epochs on real text: the same LoRA fine-tuning by `lamella run` and by PyTorch + PEFT (padded, and grouped by length), in turn,
// several rounds; medians, and ratios of the same round.
// LAMELLA_PYTHON=python npx nx run tools:bench-epochs --peers=FOLDER --glue=FOLDER --models=FOLDER [--rows=2000] [--epochs=2]
//   [--rounds=2] [--threads=2] [--only='SST-2, minilm'] [--without-grouped]
import './user-errors.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '@lamella/core';
import { epochFigures, type EpochWork, epochWorks } from './epochs/epoch-works.ts';
import {
  type Trained,
  type TrainingSettings,
  trainWithLamella,
  trainWithPyTorch,
} from './epochs/run-trainings.ts';
import { describeMachine, readLoad } from './machine.ts';
import { type PairResult, summarisePairs, toMarkdown } from './summarise-pairs.ts';

const SEED = 1;

const { values: options } = parseArgs({
  options: {
    ...{ peers: { type: 'string' }, glue: { type: 'string' }, models: { type: 'string' } },
    rows: { type: 'string', default: '2000' },
    epochs: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '2' },
    threads: { type: 'string', default: '2' },
    only: { type: 'string' },
    'without-grouped': { type: 'boolean', default: false },
  },
});
const { peers, glue, models, only } = options;
if (peers === undefined || glue === undefined || models === undefined)
  throw new UserError(
    'Expected --peers (the folder of finetune_glue.py), --glue (GLUE as downloaded) and --models (with minilm and bge-small).',
    { exitCode: 2 },
  );
const works = epochWorks().filter(({ padded }) => only === undefined || padded.name.startsWith(only));
if (works.length === 0)
  throw new UserError(`Expected --only to begin a name such as "${epochWorks()[0]?.padded.name}".`, {
    exitCode: 2,
  });

const folder = mkdtempSync(join(tmpdir(), 'lamella-epochs-'));
const settings: TrainingSettings = {
  ...{ models, glue, peers, folder },
  python: process.env['LAMELLA_PYTHON'] ?? 'python3',
  rows: Number(options.rows),
  epochs: Number(options.epochs),
  threads: Number(options.threads),
};
console.log(describeMachine());
console.log(`${settings.rows} rows, ${settings.epochs} epochs, ${settings.threads} threads\n`);
try {
  console.log(toMarkdown(summarisePairs(works.flatMap(measure))));
} finally {
  rmSync(folder, { recursive: true });
}

function figuresOf({ trainSeconds, peakMiB }: Trained): Readonly<Record<string, number>> {
  return epochFigures(trainSeconds / settings.epochs, peakMiB);
}

/** Runs one training in all programs, round by round: one comparison with each of the others. */
function measure(work: EpochWork): PairResult[] {
  const rounds = Array.from({ length: Number(options.rounds) }, (_, round) => {
    const lamella = figuresOf(trainWithLamella(work, settings, SEED));
    const pytorch = (isGrouped: boolean): Readonly<Record<string, number>> =>
      figuresOf(trainWithPyTorch(work, settings, { seed: SEED, isGrouped }));
    const padded = pytorch(false);
    const grouped = options['without-grouped'] ? undefined : pytorch(true);
    console.error(
      `${work.padded.name}, round ${round + 1}: ${JSON.stringify({ lamella, padded, grouped })}, load ${readLoad().toFixed(1)}`,
    );
    return { lamella, padded, grouped };
  });
  const against = (pair: PairResult['pair'], other: 'padded' | 'grouped'): PairResult => ({
    pair,
    rounds: rounds.flatMap((round) =>
      round[other] === undefined ? [] : [{ lamella: round.lamella, pytorch: round[other] }],
    ),
  });
  return [
    against(work.padded, 'padded'),
    ...(options['without-grouped'] ? [] : [against(work.grouped, 'grouped')]),
  ];
}

// LoRA in all layers on real text with several seeds, by `lamella run` and by PyTorch + PEFT: do their scores agree?
// LAMELLA_PYTHON=python npx nx run tools:bench-agreement --peers=FOLDER --glue=FOLDER --models=FOLDER [--model=minilm]
//   [--rows=2000] [--epochs=3] [--seeds=5] [--threads=2] [--only=SST-2] [--keep=FILE]
// With --keep, scores are added to a file as they come, and those in it are not made again; those of docs/study-runs.md are in
// results/agreement.jsonl.
import './user-errors.ts';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { unknownName, UserError } from '@lamella/core';
import {
  type AgreementWork,
  agreementWorks,
  formatAgreement,
  type KeptScore,
  parseScores,
  type SeedScores,
} from './epochs/agreement.ts';
import {
  type Trained,
  type TrainingSettings,
  trainWithLamella,
  trainWithPyTorch,
} from './epochs/run-trainings.ts';

const { values: options } = parseArgs({
  options: {
    ...{ peers: { type: 'string' }, glue: { type: 'string' }, models: { type: 'string' } },
    model: { type: 'string', default: 'minilm' },
    rows: { type: 'string', default: '2000' },
    epochs: { type: 'string', default: '3' },
    seeds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    only: { type: 'string' },
    keep: { type: 'string' },
  },
});
const { peers, glue, models, only, keep } = options;
if (peers === undefined || glue === undefined || models === undefined)
  throw new UserError(
    'Expected --peers (the folder of finetune_glue.py), --glue (GLUE as downloaded) and --models (with the folder that --model names).',
    { exitCode: 2 },
  );
const works = agreementWorks(options.model).filter((work) => only === undefined || work.folder === only);
if (works.length === 0)
  throw new UserError(
    unknownName(
      'task',
      String(only),
      agreementWorks('').map((work) => work.folder),
    ),
    { exitCode: 2 },
  );

const folder = mkdtempSync(join(tmpdir(), 'lamella-agreement-'));
const settings: TrainingSettings = {
  ...{ models, glue, peers, folder },
  python: process.env['LAMELLA_PYTHON'] ?? 'python3',
  ...{ rows: Number(options.rows), epochs: Number(options.epochs), threads: Number(options.threads) },
};
const known = keep !== undefined && existsSync(keep) ? parseScores(readFileSync(keep, 'utf8')) : [];
console.log(
  `${options.model}, ${settings.rows} rows, ${settings.epochs} epochs, LoRA of rank 8 in all layers; scores × 100\n`,
);
try {
  console.log(formatAgreement(works.map(train)));
} finally {
  rmSync(folder, { recursive: true });
}

/** Trains with each seed in both programs. */
function train(work: AgreementWork): SeedScores {
  const seeds = Array.from({ length: Number(options.seeds) }, (_, index) => index + 1);
  const pairs = seeds.map((seed) => ({
    lamella: score(work, { program: 'Lamella', seed }, () => trainWithLamella(work, settings, seed)),
    pytorch: score(work, { program: 'PyTorch', seed }, () =>
      trainWithPyTorch(work, settings, { seed, isGrouped: false }),
    ),
  }));
  return { work, lamella: pairs.map((pair) => pair.lamella), pytorch: pairs.map((pair) => pair.pytorch) };
}

/** A score × 100: one that was kept, or that of a training now. */
function score(
  { model, folder: task, metric }: AgreementWork,
  by: Pick<KeptScore, 'program' | 'seed'>,
  run: () => Trained,
): number {
  const { rows, epochs } = settings;
  const training = { model, task, rows, epochs, ...by };
  const found = known.find(({ score: _, ...one }) => isDeepStrictEqual(one, training));
  if (found !== undefined) return found.score;
  const made: KeptScore = { ...training, score: 100 * (run().scores[metric] ?? NaN) };
  console.error(`${task}, ${by.program}, seed ${by.seed}: ${made.score.toFixed(1)}`);
  if (keep !== undefined) appendFileSync(keep, `${JSON.stringify(made)}\n`);
  return made.score;
}

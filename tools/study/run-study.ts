// The study of docs/study.md: each of its experiments is planned, its time predicted, and run; what is done already is left as it is.
// npx nx run experiments:study [--models=FOLDER] [--data=FOLDER] [--only=bge-small,minilm] [--plan [--keep=FILE]]
// FOLDER with bge-small, minilm, smollm2, and with glue, math/gsm8k, code/mbpp.jsonl; without them, from the hub.
// --plan: no training. With --keep the predicted times go to a file; those of docs/study-runs.md are in results/predicted.jsonl.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UserError } from '@lamella/core';
import { findMachine } from '../bench/machine.ts';
import { LAUNCHER, runLamella } from '../bench/programs.ts';
import { describePredicted, predictedTime, withPredicted } from './predicted-time.ts';
import { type StudyRun, studyRuns } from './study-parts.ts';

const { values: options } = parseArgs({
  options: {
    ...{ models: { type: 'string' }, data: { type: 'string' }, only: { type: 'string' } },
    plan: { type: 'boolean', default: false },
    keep: { type: 'string' },
  },
});
const isLeftOut = options.only === undefined && options.data === undefined;
if (isLeftOut) console.log('SmolLM2’s parts are left out: GSM8K and MBPP are files, in the folder --data.');
try {
  const runs = studyRuns(options);
  process.exitCode = options.keep === undefined ? runAll(runs) : keepPredicted(runs, options.keep);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

/** Predicts the time of each run, those of their trials that are done too, for a file. The exit code: 0. */
function keepPredicted(runs: readonly StudyRun[], file: string): number {
  if (!options.plan) throw new UserError('Expected --plan with --keep, got --keep alone.', { exitCode: 2 });
  for (const { spec, args } of runs) {
    const plan = runLamella(['plan', spec, ...args, '--cost', '--json']);
    const predicted = predictedTime(plan, findMachine().processor);
    console.log(describePredicted(predicted));
    writeFileSync(file, withPredicted(existsSync(file) ? readFileSync(file, 'utf8') : '', predicted));
  }
  return 0;
}

/** The exit code: 0, or that of the first command that fails. */
function runAll(runs: readonly StudyRun[]): number {
  for (const { spec, args } of runs) {
    for (const command of options.plan ? ['plan'] : ['plan', 'run']) {
      console.log(`\n== lamella ${command} ${spec}`);
      const cost = command === 'plan' ? ['--cost'] : [];
      const lamella = [LAUNCHER, command, spec, ...args, ...cost];
      const { status } = spawnSync(process.execPath, lamella, { stdio: 'inherit' });
      if (status !== 0) return status ?? 1;
    }
  }
  return 0;
}

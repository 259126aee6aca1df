// The study of docs/study.md: each of its experiments is planned, its time predicted, and run; what is done already is left as it is.
// npx nx run experiments:study [--models=FOLDER] [--data=FOLDER] [--only=bge-small,minilm] [--plan]
// FOLDER with bge-small, minilm, smollm2, and with glue, math/gsm8k, code/mbpp.jsonl; without them, from the hub. --plan: no training
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { UserError } from '@lamella/core';
import { LAUNCHER } from '../bench/programs.ts';
import { type StudyRun, studyRuns } from './study-parts.ts';

const { values: options } = parseArgs({
  options: {
    ...{ models: { type: 'string' }, data: { type: 'string' }, only: { type: 'string' } },
    plan: { type: 'boolean', default: false },
  },
});
const isLeftOut = options.only === undefined && options.data === undefined;
if (isLeftOut) console.log('SmolLM2’s parts are left out: GSM8K and MBPP are files, in the folder --data.');
try {
  process.exitCode = runAll(studyRuns(options));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
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

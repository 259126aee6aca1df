import { availableParallelism } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import { modelLabel, parseOverride } from '@lamella/spec';
import type { ShownPlan } from '../tune/format-plan.ts';
import { describeChoice } from '../tune/layer-choice.ts';
import { modelSource } from '../tune/model-source.ts';
import type { TuningPlan } from '../tune/plan-tuning.ts';
import { writeSpecFile } from '../tune/spec-file.ts';
import type { TuneRequest } from '../tune/tune-request.ts';
import { run as runSpec } from './run.ts';

/** Options of `lamella tune`. */
export interface TuneOptions extends TuneRequest {
  /** Where the spec is written. */
  readonly spec?: string;
  readonly overwrite?: boolean;
  /** Shows and writes the spec, and trains nothing. */
  readonly dryRun?: boolean;
  readonly set?: readonly string[];
  readonly threads?: string;
  readonly json?: boolean;
}

/** Tunes some layers of a model on a user's own table: shows and writes what will be done as a spec, then runs it. */
export async function run(options: TuneOptions): Promise<number> {
  const folder = dirname(resolve(options.spec ?? 'x'));
  const overrides = (options.set ?? []).map(parseOverride);
  // Before the engine loads: its threads are those of the trials, whose time is predicted.
  process.env['TF_NUM_INTRAOP_THREADS'] = options.threads ?? String(availableParallelism());
  const { planTuning } = await import('../tune/plan-tuning.ts');
  const { formatPlan } = await import('../tune/format-plan.ts');
  const plan = await planTuning(options, { folder, overrides });
  const file = options.spec ?? `${plan.subject.name}.yaml`;
  await writeSpecFile(plan.text, { file, overwrite: options.overwrite === true });
  console.error(
    `${formatPlan(toShown(plan, options))}\n\nThe spec: ${file}. lamella run ${file} repeats this.\n`,
  );
  if (options.dryRun === true) return 0;
  return await runSpec({
    spec: file,
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.json === true && { json: true }),
  });
}

function toShown(plan: TuningPlan, options: TuneOptions): ShownPlan {
  const { subject, data, settings, costs, numLayers, whyTask } = plan;
  return {
    subject: [
      ['model', modelLabel(modelSource(options)(resolve))],
      ['data', `${basename(options.train)}, ${data.numExamples.toLocaleString('en-US')} training examples`],
      ['task', `${subject.task} (${whyTask})`],
      ['layers', describeChoice(subject.choice, numLayers)],
    ],
    settings,
    numExamples: data.numExamples,
    costs,
  };
}

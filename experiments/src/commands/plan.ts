import { join } from 'node:path';
import { taskInfo } from '@lamella/datasets';
import { isTextTask } from '../spec/names.ts';
import { findInputs } from '../inputs/find-inputs.ts';
import { countTrialParameters, type ParameterPlan } from '../plan/count-parameters.ts';
import { readModelShape } from '../plan/model-shape.ts';
import { planTrials, type PlannedTrial } from '../plan/plan-trials.ts';
import { runsFolder } from '../results/folders.ts';
import { ResultStore } from '../results/result-store.ts';
import { expandSweep } from '../sweep/expand-sweep.ts';
import { readSpecWith, type SpecOptions } from './spec-options.ts';

/** What `lamella plan` is asked for. */
export interface PlanOptions extends SpecOptions {
  readonly spec: string;
  readonly json?: boolean;
}

type Row = PlannedTrial & { readonly parameters: ParameterPlan };

/** Shows a sweep's trials, their trainable parameters, which are done, and why the others would run. */
export async function run(options: PlanOptions): Promise<number> {
  const spec = await readSpecWith(options.spec, options);
  const inputs = await findInputs(spec, { download: false });
  const shape = readModelShape(inputs.model.config);
  const trials = expandSweep(spec, inputs.model.numLayers);
  const rows = planTrials(trials, inputs, new ResultStore(join(runsFolder(), spec.name))).map((planned) => {
    return { ...planned, parameters: countTrialParameters(planned.trial, shape, countLabels(planned)) };
  });
  console.log(options.json === true ? toJson(rows) : toText(spec.name, rows));
  return 0;
}

function countLabels({ trial }: PlannedTrial): number {
  if (isTextTask(trial.task)) return 0;
  const { kind, labels } = taskInfo(trial.task);
  return kind === 'regression' ? 1 : labels.length;
}

function toJson(rows: readonly Row[]): string {
  const trials = rows.map(({ trial, parameters, isDone, why }) => ({
    id: trial.id,
    isDone,
    why,
    parameters,
    trial,
  }));
  return JSON.stringify(trials, null, 2);
}

function toText(name: string, rows: readonly Row[]): string {
  const cells = rows.map(({ trial, parameters: { trainable, total, isAtMost = false }, isDone, why }) => [
    trial.id,
    `${isAtMost ? '≤ ' : ''}${trainable.toLocaleString('en-US')}`,
    `${((100 * trainable) / total).toFixed(2)} %`,
    isDone ? 'done' : why,
  ]);
  const done = rows.filter(({ isDone }) => isDone).length;
  return [
    ...alignColumns([['trial', 'trainable', 'of all', 'state'], ...cells]),
    '',
    `${name}: ${rows.length} trials, ${done} done, ${rows.length - done} to run`,
  ].join('\n');
}

/** Numbers to the right, the rest to the left. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = [0, 1, 2].map(width);
  return rows.map(([id = '', trainable = '', share = '', state = '']) =>
    [
      id.padEnd(widths[0] ?? 0),
      trainable.padStart(widths[1] ?? 0),
      share.padStart(widths[2] ?? 0),
      state,
    ].join('  '),
  );
}

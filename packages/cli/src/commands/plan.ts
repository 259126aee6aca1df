import {
  codeNotes,
  controlNotes,
  earlyStoppingNotes,
  findInputs,
  type Inputs,
  type PlannedTrial,
  planTrials,
  ResultStore,
  runFolder,
  runsFolder,
  shareCores,
} from '@lamella/study';
import {
  alignColumns,
  type Config,
  countTrialParameters,
  formatMebibytes,
  formatSeconds,
  type ParameterPlan,
  readModelShape,
} from '@lamella/planning';
import type { CostOf, StepPrediction } from '@lamella/planning/cost';
import { numOutputs } from '@lamella/tasks';
import { newModulesOf, unknownModules } from '../plan/new-modules.ts';
import { checkRunName, readAsked, type SpecOptions, withPlaces } from './spec-options.ts';

/** Options of `lamella plan`. */
export interface PlanOptions extends SpecOptions {
  readonly spec: string;
  readonly json?: boolean;
  /** Also predict each trial's seconds per step and memory. */
  readonly cost?: boolean;
}

/** The predicted cost of a trial's training steps, on batches of the greatest length. */
type TrialCost = StepPrediction & { readonly isAtMost: boolean };

type Row = PlannedTrial & {
  readonly parameters: ParameterPlan;
  /** Of trials that train something, if asked for. */
  readonly cost?: TrialCost | undefined;
};

/** Shows a sweep's trials, their trainable parameters, which are done, and why the others would run. */
export async function run(options: PlanOptions): Promise<number> {
  const { spec, part } = await readAsked(options.spec, options);
  checkRunName(options.as);
  const inputs = await withPlaces(options.spec, options, () =>
    findInputs(spec, { download: false, parts: [part] }),
  );
  const configOf = ({ trial }: PlannedTrial): Config => inputs.modelOf(trial.model).config;
  const predict = options.cost === true ? await findPredictor(shareCores(spec).threads) : undefined;
  const costOf = predict && (await trialCosts(configOf, predict));
  const newOf = newModulesOf(inputs);
  const labelsOf = ({ trial }: PlannedTrial): number =>
    numOutputs(trial.task, inputs.dataOf(trial)?.numClasses);
  const store = new ResultStore(runFolder(runsFolder(), spec.name, options.as));
  const rows = planTrials(inputs, store).map((planned) => ({
    ...planned,
    parameters: countTrialParameters(planned.trial, readModelShape(configOf(planned)), {
      numLabels: labelsOf(planned),
      newModules: newOf(planned.trial),
    }),
    cost: costOf?.(planned, labelsOf(planned)),
  }));
  if (options.json === true) {
    console.log(toJson(rows, predict && (await expectEach(rows, inputs, predict))));
    return 0;
  }
  console.log(toText(spec.name, rows, options.cost));
  for (const line of unknownModules(rows.map(({ trial }) => newOf(trial)))) console.log(line);
  if (predict !== undefined) {
    const { expectedTotal } = await import('../plan/expected-total.ts');
    const open = rows.filter(({ isDone }) => !isDone);
    for (const line of expectedTotal(await expectEach(open, inputs, predict))) console.log(line);
  }
  return 0;
}

/** Loads the engine, which the rest of a plan has no need of. */
async function findPredictor(threads: number): Promise<CostOf> {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  const { costPredictor } = await import('@lamella/planning/cost');
  return await costPredictor();
}

/** The seconds that each trial can be expected to take, where that is known. */
async function expectEach(
  rows: readonly Row[],
  inputs: Inputs,
  predict: CostOf,
): Promise<(number | undefined)[]> {
  const { expectedSeconds } = await import('../plan/expected-total.ts');
  return await expectedSeconds(
    rows.map(({ trial }) => trial),
    inputs,
    predict,
  );
}

async function trialCosts(
  configOf: (planned: PlannedTrial) => Config,
  predict: CostOf,
): Promise<(planned: PlannedTrial, numLabels: number) => TrialCost | undefined> {
  const { trialStep } = await import('@lamella/planning/cost');
  return (planned, numLabels) => {
    const found = trialStep(planned.trial, configOf(planned), numLabels);
    return found && { ...predict(found.step), isAtMost: found.isAtMost };
  };
}

function toJson(rows: readonly Row[], expected: readonly (number | undefined)[] = []): string {
  const trials = rows.map(({ trial, parameters, cost, isDone, why }, i) => ({
    id: trial.id,
    isDone,
    why,
    parameters,
    ...(cost && { cost }),
    expectedSeconds: expected[i],
    trial,
  }));
  return JSON.stringify(trials, null, 2);
}

function toText(name: string, rows: readonly Row[], hasCost = false): string {
  const cells = rows.map(
    ({ trial, parameters: { trainable, total, isAtMost = false }, cost, isDone, why }) => [
      trial.id,
      `${isAtMost ? '≤ ' : ''}${trainable.toLocaleString('en-US')}`,
      `${((100 * trainable) / total).toFixed(2)} %`,
      ...(hasCost ? costCells(cost) : []),
      isDone ? 'done' : why,
    ],
  );
  const done = rows.filter(({ isDone }) => isDone).length;
  const costTitles = hasCost ? ['s / step', 'peak MiB'] : [];
  return [
    ...alignColumns([['trial', 'trainable', 'of all', ...costTitles, 'state'], ...cells]),
    '',
    `${name}: ${rows.length} trials, ${done} done, ${rows.length - done} to run`,
    ...[controlNotes, earlyStoppingNotes].flatMap((notes) => notes(rows.map(({ trial }) => trial))),
    ...codeNotes(rows),
  ].join('\n');
}

function costCells(cost: TrialCost | undefined): string[] {
  if (cost === undefined) return ['-', '-'];
  const most = cost.isAtMost ? '≤ ' : '';
  return [`${most}${formatSeconds(cost.seconds)}`, `${most}${formatMebibytes(cost.peakBytes)}`];
}

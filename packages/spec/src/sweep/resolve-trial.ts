import { UserError } from '@lamella/core';
import { isTableTask, isTextTask, type TaskName } from '@lamella/tasks';
import { aboutSetting } from '../language/setting-error.ts';
import { type ControlledMethod, type ControlledSpec, withControls } from '../language/control-methods.ts';
import type { ExperimentSpec } from '../language/experiment-spec.ts';
import type { TrainingChoices } from '../language/settings.ts';
import { countSelected, raisedAdapter, rankSumOf } from './equal-parameters.ts';
import { checkQuantization, quantizationOf } from './check-quantization.ts';
import { checkEarlyStopping } from './epoch-metrics.ts';
import { findSelection, selectionPaths } from './find-selection.ts';
import { resolveAdapter } from './resolve-adapter.ts';
import { resolveGeneration } from './resolve-generation.ts';
import { resolveImportance } from './resolve-importance.ts';
import { resolveSelection } from './resolve-selection.ts';
import { resolveSettings, type Settings } from './resolve-settings.ts';
import { resolveTune } from './resolve-tune.ts';
import { slugOf, type Swept, sweptSlugs } from './setting-names.ts';
import type { ResolvedTrial, ResolvedTuning } from './trial.ts';

/** Where a trial stands in a sweep. Methods without a number of layers or a rank ignore these. */
export interface Coordinates {
  readonly task: TaskName;
  readonly method: string;
  /** N, or a ratio of the model's layers. */
  readonly layers: number;
  /** Undefined: the rank of the adapter's settings. */
  readonly rank: number | undefined;
  readonly seed: number;
  /** The model's label where a sweep has models, and the swept settings that make a difference here: labels of the trial. */
  readonly sweptModel?: string;
  readonly swept?: Swept;
}

/**
 * The trial at some coordinates, for a model of L layers.
 *
 * @throws UserError (exit code 2) if the selection doesn't fit the model
 */
export function resolveTrial(spec: ExperimentSpec, at: Coordinates, numLayers: number): ResolvedTrial {
  const controlled = withControls(spec);
  const method = methodAt(controlled, at.method);
  const generation = resolveGeneration(spec, at.task);
  const settings = resolveSettings(controlled, at.method, at.task);
  checkEarlyStopping({ ...settings, task: at.task, data: spec.data });
  const tuning = resolveTuning(controlled, at, numLayers);
  const quantization = quantizationOf(spec);
  checkQuantization(spec, at, tuning);
  const training = withoutPlainTraining(settings.training);
  const tune = resolveTune(controlled, method, training);
  return {
    id: trialId(at, tuning, numLayers),
    experiment: spec.name,
    method: at.method,
    title: method.title ?? at.method,
    model: spec.model,
    ...(quantization && { quantization }),
    data: spec.data,
    rows: settings.rows,
    task: at.task,
    numLayers,
    training: { ...training, ...(tune && { learningRate: tune.learningRate[0] ?? NaN }) },
    ...(generation && { generation }),
    seed: at.seed,
    ...(tune && { tune }),
    ...(method.control && { control: method.control }),
    ...(at.swept && { swept: at.swept }),
    ...tuning,
  };
}

function methodAt({ methods }: ControlledSpec, name: string): ControlledMethod {
  const method = methods[name];
  if (method !== undefined) return method;
  throw new UserError(`Expected a method of the spec, got "${name}".`, { exitCode: 2 });
}

function resolveTuning(spec: ControlledSpec, at: Coordinates, numLayers: number): ResolvedTuning {
  const method = methodAt(spec, at.method);
  const settings = resolveSettings(spec, at.method, at.task);
  checkTuning(method, at, settings);
  if (method.tuning !== 'lora') {
    return { tuning: method.tuning, selection: null, adapter: null, importance: null };
  }
  const found = findSelection(method, at);
  const { control } = method;
  const seed = method.selectionSeed ?? at.seed;
  const context = { ...{ numLayers, control, seed }, task: at.task, importance: settings.importance };
  const selection = aboutSetting(selectionPaths(at), () =>
    resolveSelection(found, { ...context, count: at.layers }),
  );
  const { rank = settings.adapter.rank } = at;
  const { rank: comparedRank = resolveSettings(spec, undefined, at.task).adapter.rank } = at;
  const isRaised = control?.kind === 'equal-parameters';
  return {
    tuning: method.tuning,
    selection,
    adapter: resolveAdapter(settings.adapter, rank),
    importance: resolveImportance(found, settings, quantizationOf(spec)),
    ...((isRaised || rank !== comparedRank) && { comparedRank }),
    ...(isRaised &&
      raisedAdapter(settings.adapter, {
        rank,
        numLayers: countSelected(selection, numLayers),
        rankSum: rankSumOf(
          resolveTuning(spec, { ...at, method: control.reference ?? '' }, numLayers),
          numLayers,
        ),
      })),
  };
}

/** A classifier's new head has to be trained, and a language model has none. */
function checkTuning(
  { tuning }: ControlledMethod,
  { task, method }: Coordinates,
  { training }: Settings,
): void {
  const isText = isTextTask(task);
  const wrong = isText ? 'head' : 'none';
  if (tuning === wrong) {
    const why = isText ? 'a language model has no head of its own' : 'without training its head is random';
    throw new UserError(`Method ${method} on ${task} can't use tuning: ${wrong}, ${why}.`, { exitCode: 2 });
  }
  if (isText && !isTableTask(task) && training.checkpoint === 'best') {
    throw new UserError(
      `Expected the checkpoint on ${task} to be last, got best: answers are written once, after training.`,
      { exitCode: 2 },
    );
  }
}

function trialId(
  { task, method, seed, sweptModel, swept = {} }: Coordinates,
  tuning: ResolvedTuning,
  numLayers: number,
): string {
  const { selection, adapter } = tuning;
  const rankSum = rankSumOf(tuning, numLayers);
  const count = selection !== null && 'count' in selection ? [`n${selection.count}`] : [];
  const layers = selection === null ? 1 : countSelected(selection, numLayers);
  const more = rankSum % layers === 0 ? [] : [`plus${rankSum % layers}`];
  const rank = adapter === null ? [] : [`r${adapter.rank}`, ...more];
  const model = sweptModel === undefined ? [] : [slugOf(sweptModel)];
  return [task, method, ...count, ...rank, ...model, ...sweptSlugs(swept), `seed${seed}`].join('-');
}

/** Leaves out what is as it is unless a spec says so, so that such a spec is the same as one that is silent. */
function withoutPlainTraining(training: TrainingChoices): TrainingChoices {
  const {
    earlyStopping,
    sortWindow = 1,
    packing = 'auto',
    precision = 'float32',
    keepFrozenPrefix = 'auto',
    newModules = 'frozen',
    pooler = 'frozen',
    gradientCheckpointing = false,
    ...plain
  } = training;
  return {
    ...plain,
    ...(earlyStopping && { earlyStopping: withoutPlainStopping(earlyStopping) }),
    ...(sortWindow > 1 && { sortWindow }),
    ...(packing === 'off' && { packing }),
    ...(precision !== 'float32' && { precision }),
    ...(keepFrozenPrefix !== 'auto' && { keepFrozenPrefix }),
    ...(newModules === 'trained' && { newModules }),
    ...(pooler === 'trained' && { pooler }),
    ...(gradientCheckpointing && { gradientCheckpointing }),
  };
}

function withoutPlainStopping({
  minDelta = 0,
  ...stopping
}: NonNullable<TrainingChoices['earlyStopping']>): NonNullable<TrainingChoices['earlyStopping']> {
  return { ...stopping, ...(minDelta > 0 && { minDelta }) };
}

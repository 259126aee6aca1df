import { settingsOfKind } from '@lamella/adapters/kinds';
import { UserError } from '@lamella/core';
import {
  type CountedMethod,
  findRule,
  fromOneHot,
  importanceOf,
  type ImportanceMethod,
  isForwardMethod,
  resolveCount,
  selectLayers,
} from '@lamella/metrics/selection';
import { isChoiceTask, isTableTask, isTextTask, type TaskName } from '@lamella/tasks';
import { aboutSetting } from '../language/setting-error.ts';
import type { ExperimentSpec, MethodSpec } from '../language/experiment-spec.ts';
import type { AdapterSettings, TrainingChoices } from '../language/settings.ts';
import { checkEarlyStopping } from './epoch-metrics.ts';
import { findSelection, type FoundSelection, selectionPaths } from './find-selection.ts';
import { resolveSettings, type Settings } from './resolve-settings.ts';
import { slugOf, type Swept, sweptSlugs } from './setting-names.ts';
import type { ResolvedAdapter, ResolvedImportance, ResolvedSelection, ResolvedTrial } from './trial.ts';

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
  const method = spec.methods[at.method];
  if (method === undefined)
    throw new UserError(`Expected a method of the spec, got "${at.method}".`, { exitCode: 2 });
  checkGeneration(spec, at);
  const settings = resolveSettings(spec, at.method, at.task);
  checkEarlyStopping({ ...settings, task: at.task, data: spec.data });
  const tuning = resolveTuning(method, at, { settings, numLayers });
  return {
    id: trialId(at, tuning),
    experiment: spec.name,
    method: at.method,
    title: method.title ?? at.method,
    model: spec.model,
    data: spec.data,
    rows: settings.rows,
    task: at.task,
    numLayers,
    training: withoutPlainTraining(settings.training),
    ...(isWritten(at.task) && spec.generation !== undefined && { generation: spec.generation }),
    seed: at.seed,
    ...(at.swept && { swept: at.swept }),
    ...tuning,
  };
}

type Tuning = Pick<ResolvedTrial, 'tuning' | 'selection' | 'adapter' | 'importance'>;

interface Context {
  readonly settings: Settings;
  readonly numLayers: number;
}

function resolveTuning(method: MethodSpec, at: Coordinates, { settings, numLayers }: Context) {
  checkTuning(method, at, settings);
  if (method.tuning !== 'lora') {
    return { tuning: method.tuning, selection: null, adapter: null, importance: null } as const;
  }
  const selection = findSelection(method, at);
  const rank = at.rank ?? settings.adapter.rank;
  const seed = method.selectionSeed ?? at.seed;
  return {
    tuning: method.tuning,
    selection: aboutSetting(selectionPaths(at), () =>
      resolveSelection(selection, { settings, numLayers, count: at.layers, seed }),
    ),
    adapter: resolveAdapter(settings, rank),
    importance: resolveImportance(selection, settings),
  } as const;
}

/** A classifier's new head has to be trained, and a language model has none. */
function checkTuning({ tuning }: MethodSpec, { task, method }: Coordinates, { training }: Settings): void {
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
  if (isText && training.keepFrozenPrefix === true) {
    throw new UserError(
      `Expected training.keepFrozenPrefix to be left out on ${task}, got true: the output of frozen layers is kept of encoders alone.`,
      { exitCode: 2 },
    );
  }
}

/** Whether a model writes the answers to a task. */
function isWritten(task: TaskName): boolean {
  return isTextTask(task) && !isChoiceTask(task) && !isTableTask(task);
}

/** Settings of writing, where nothing is written, would be ignored. */
function checkGeneration({ tasks, generation }: ExperimentSpec, { task }: Coordinates): void {
  if (generation === undefined || !isChoiceTask(task) || tasks.some(isWritten)) return;
  throw new UserError(
    `Expected generation to be left out for ${tasks.join(', ')}, got settings: choices are weighed, and no answer is written.`,
    { exitCode: 2 },
  );
}

function trialId(
  { task, method, seed, sweptModel, swept = {} }: Coordinates,
  { selection, adapter }: Tuning,
): string {
  const count = selection !== null && 'count' in selection ? [`n${selection.count}`] : [];
  const rank = adapter === null ? [] : [`r${adapter.rank}`];
  const model = sweptModel === undefined ? [] : [slugOf(sweptModel)];
  return [task, method, ...count, ...rank, ...model, ...sweptSlugs(swept), `seed${seed}`].join('-');
}

function resolveSelection(
  selection: FoundSelection,
  context: Context & { readonly count: number; readonly seed: number },
): ResolvedSelection {
  const { numLayers } = context;
  const resolved = nameSelection(selection, context);
  // The selection itself is the check; the scores come later, from the model.
  selectLayers({ ...resolved, numLayers, scores: Array.from({ length: numLayers }, () => 0) });
  return resolved;
}

function nameSelection(
  selection: FoundSelection,
  { settings, numLayers, count, seed }: Parameters<typeof resolveSelection>[1],
): ResolvedSelection {
  if (typeof selection !== 'string') return { method: 'list', layers: selection.toSorted((a, b) => a - b) };
  if (selection === 'all') return { method: 'all' };
  const rule = findRule(selection);
  if (rule?.choosesN !== true) return { method: 'list', layers: fromOneHot(selection, numLayers) };
  const { pooling, dropFirst = pooling === 'cls' } = settings.importance;
  return {
    method: rule.name as CountedMethod,
    count: resolveCount(count, numLayers),
    ...(rule.settings.includes('dropFirst') && { dropFirst }),
    ...(rule.settings.includes('seed') && { seed }),
  };
}

function resolveAdapter({ adapter }: Settings, rank: number): ResolvedAdapter {
  const { kind = 'lora', ...settings } = adapter;
  return settingsOfKind(kind, { ...settings, rank, alpha: alphaAt(adapter, rank) });
}

function alphaAt({ alpha }: AdapterSettings, rank: number): number {
  return typeof alpha === 'number' ? alpha : alpha.timesRank * rank;
}

/** Leaves out what is as it is unless a spec says so, so that such a spec is the same as one that is silent. */
function withoutPlainTraining(training: TrainingChoices): TrainingChoices {
  const {
    earlyStopping,
    sortWindow = 1,
    precision = 'float32',
    keepFrozenPrefix = false,
    newModules = 'frozen',
    gradientCheckpointing = false,
    ...plain
  } = training;
  return {
    ...plain,
    ...(earlyStopping && { earlyStopping: withoutPlainStopping(earlyStopping) }),
    ...(sortWindow > 1 && { sortWindow }),
    ...(precision !== 'float32' && { precision }),
    ...(keepFrozenPrefix && { keepFrozenPrefix }),
    ...(newModules === 'trained' && { newModules }),
    ...(gradientCheckpointing && { gradientCheckpointing }),
  };
}

function withoutPlainStopping({
  minDelta = 0,
  ...stopping
}: NonNullable<TrainingChoices['earlyStopping']>): NonNullable<TrainingChoices['earlyStopping']> {
  return { ...stopping, ...(minDelta > 0 && { minDelta }) };
}

function resolveImportance(selection: FoundSelection, settings: Settings): ResolvedImportance | null {
  if (typeof selection !== 'string' || importanceOf(selection) === undefined) return null;
  const method = selection as ImportanceMethod;
  const {
    samples,
    pooling,
    batchSize,
    maxLength = settings.training.maxLength,
    lastLayer,
    fisher,
  } = settings.importance;
  const common = {
    samples: typeof samples === 'number' ? { first: samples } : samples,
    maxLength,
    batchSize,
    ...(settings.training.precision === 'bfloat16' && { weights: settings.training.precision }),
  };
  if (isForwardMethod(method))
    return { method, ...common, pooling, ...(lastLayer === 'raw' && { lastLayer }) };
  const { rank } = settings.adapter;
  const lora = fisher.withRespectTo === 'lora-b' ? { rank, alpha: alphaAt(settings.adapter, rank) } : {};
  return { method, ...common, ...fisher, targets: settings.adapter.targets, ...lora };
}

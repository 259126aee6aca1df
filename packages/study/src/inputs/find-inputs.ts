import { canonicalJson, UserError } from '@lamella/core';
import { findModel, type ModelInfo } from '@lamella/planning';
import {
  type DataSource,
  expandParts,
  type ExperimentSpec,
  modelLabel,
  modelsOf,
  type ModelSource,
  type Narrowing,
  narrowSpec,
  type ResolvedTrial,
} from '@lamella/spec';
import { checkTaskData } from '@lamella/tasks';
import { pathsIn } from './file-stamps.ts';
import { existsSync } from 'node:fs';
import { checkChatTemplates } from './check-chat-templates.ts';
import { checkHeldOut } from './check-held-out.ts';
import { checkTrials } from './check-trials.ts';
import { prefixCacheBytes } from './prefix-cache-bytes.ts';
import { readTask, type TaskInput, type TaskRead } from './read-task.ts';

/** The trials of a spec, which fit their models, and what they read. */
export interface Inputs {
  readonly trials: readonly ResolvedTrial[];
  modelOf(source: ModelSource): ModelInfo;
  /** Undefined for data that has not been downloaded. */
  dataOf(trial: Pick<ResolvedTrial, 'task' | 'data' | 'rows'>): TaskInput | undefined;
}

/** The part of a spec that is wanted, and what is done about what is not here. */
export interface FindInputsOptions {
  /** Whether models and data sets of the hub are downloaded; else they stay unknown. */
  readonly download: boolean;
  /** @default all of the spec */
  readonly parts?: readonly Narrowing[];
  /** Hears of models and data that are not here, which is then no error: the rest is checked. */
  readonly onAbsent?: (what: string) => void;
}

/**
 * Finds the models and the data of a spec, identifies them by their content, and checks all that can be checked of its trials
 * without weights. Whatever takes a spec (plan, run, validate) goes this way.
 *
 * @throws UserError (exit code 2 for mistakes of the spec or the environment) if model or data can't be found, or a trial doesn't fit its
 *   model
 */
export async function findInputs(spec: ExperimentSpec, options: FindInputsOptions): Promise<Inputs> {
  const { download, parts = [{}] } = options;
  prefixCacheBytes();
  const wanted = parts.map((part) => narrowSpec(spec, part));
  for (const { task, data } of wanted.flatMap(taskReads)) checkTaskData(task, data);
  const models = await findModels(spec, options);
  const modelOf = (source: ModelSource): ModelInfo => known(models.get(nameOf(source)), source);
  const isComplete = modelsOf(spec).every((source) => models.has(nameOf(source)));
  const trials = isComplete ? expandParts(spec, parts, (source) => modelOf(source).numLayers) : [];
  checkTrials(trials, modelOf);
  await checkChatTemplates(trials, modelOf);
  const reads = isComplete ? trials : wanted.flatMap(taskReads);
  const data = await (download ? findData(reads, options) : withoutDownloads(() => findData(reads, options)));
  const dataOf: Inputs['dataOf'] = onceForEach((trial) => data.get(nameOf(readOf(trial))));
  checkHeldOut(trials, dataOf);
  return { trials, modelOf, dataOf };
}

async function findModels(
  spec: ExperimentSpec,
  { download, onAbsent }: FindInputsOptions,
): Promise<ReadonlyMap<string, ModelInfo>> {
  const models = new Map<string, ModelInfo>();
  for (const source of modelsOf(spec)) {
    const find = (): Promise<ModelInfo> => findModel(source, { download });
    const found = await (onAbsent === undefined ? find() : orAbsent(withoutDownloads(find), source));
    if (found === undefined) onAbsent?.(`the model ${modelLabel(source)}`);
    else models.set(nameOf(source), found);
  }
  return models;
}

/** The data that a spec's tasks read where nothing is known of the trials. */
function taskReads({ tasks, data, rows, perTask }: ExperimentSpec): TaskRead[] {
  return tasks.map((task) => ({ task, data, rows: { ...rows, ...perTask?.[task]?.rows } }));
}

async function findData(
  reads: readonly TaskRead[],
  { download, onAbsent }: FindInputsOptions,
): Promise<ReadonlyMap<string, TaskInput>> {
  const found = new Map<string, TaskInput>();
  const different = new Map(reads.map((read) => [nameOf(readOf(read)), readOf(read)]));
  for (const [name, read] of different) {
    const isTolerant = onAbsent !== undefined || (!download && read.data.kind === 'hub');
    const input = await (isTolerant ? orAbsent(findTask(read), read.data) : findTask(read));
    if (input === undefined) onAbsent?.(`the data of ${read.task}`);
    else found.set(name, input);
  }
  return found;
}

/** Undefined for what is not here: a folder or file that a spec names by its path, or what is on the hub. */
async function orAbsent<T>(search: Promise<T>, source: ModelSource | DataSource): Promise<T | undefined> {
  try {
    return await search;
  } catch (error) {
    const paths = pathsIn(source);
    const isAbsent = paths.length > 0 ? paths.some((path) => !existsSync(path)) : isOfHub(error);
    if (isAbsent) return undefined;
    throw error;
  }
}

/** A mistake in a spec has the exit code 2. */
function isOfHub(error: unknown): boolean {
  return error instanceof UserError && error.exitCode === 1;
}

/** Remembers what it gave for an object: trials are asked for their data again and again. */
function onceForEach<Key extends object, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const known = found.get(key) ?? { value: find(key) };
    found.set(key, known);
    return known.value;
  };
}

function readOf({ task, data, rows }: TaskRead): TaskRead {
  return { task, data, rows };
}

function nameOf(value: unknown): string {
  return canonicalJson(value);
}

function known(model: ModelInfo | undefined, source: ModelSource): ModelInfo {
  if (model === undefined) throw new Error(`Expected a model of the spec, got ${JSON.stringify(source)}`);
  return model;
}

async function findTask({ task, data, rows }: TaskRead): Promise<TaskInput> {
  try {
    return await readTask({ task, data, rows });
  } catch (error) {
    if (!(error instanceof UserError) || data.kind === 'hub') throw error;
    // A file that is missing or malformed is the user's to change.
    throw new UserError(error.message, { exitCode: 2, cause: error });
  }
}

/** Data sets have no option for it: they read the variable that users of the hub set. */
async function withoutDownloads<T>(action: () => Promise<T>): Promise<T> {
  const before = process.env['HF_HUB_OFFLINE'];
  process.env['HF_HUB_OFFLINE'] = '1';
  try {
    return await action();
  } finally {
    if (before === undefined) delete process.env['HF_HUB_OFFLINE'];
    else process.env['HF_HUB_OFFLINE'] = before;
  }
}

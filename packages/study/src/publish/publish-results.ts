import { hashJson, UserError } from '@lamella/core';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFolder } from '@lamella/files';
import { modelLabel, withoutFolders } from '@lamella/spec';
import type { DataSource, ExperimentSpec, ModelSource } from '@lamella/spec';
import { mapTableFiles } from '@lamella/tasks';
import type { TrialCell } from '../tables/collect-cells.ts';
import {
  experimentFile,
  writeExperimentFile,
  type ExperimentFile,
  importanceFolder,
  isWholeSpec,
} from '../results/experiment-folder.ts';
import { withoutTypedPaths } from '../results/describe-asked.ts';
import { readImportance, type StoredImportance, writeImportance } from '../results/importance-files.ts';
import { ResultStore } from '../results/result-store.ts';
import type { DoneResult } from '../results/trial-result.ts';

/** The files that publishing reads and writes, and what it may do. */
export interface PublishPlan {
  /** The folder of the files of importance. */
  readonly importance: string;
  /** The folder of what is published. */
  readonly target: string;
  /** Trials may be missing. */
  readonly partial: boolean;
  /** Trials that are published may vanish. */
  readonly shrink: boolean;
}

/**
 * Copies the results that are done, with their importance, to a folder that is committed: whole or not at all, and
 * without the paths of the machine that they were made on and the labels of data that is not Lamella's own.
 *
 * @throws UserError if trials are not done, unless `partial` says that this is known, or if some that are published would vanish,
 * unless `shrink` does
 */
export async function publishResults(
  experiment: ExperimentFile,
  cells: readonly TrialCell[],
  { importance, target, partial, shrink }: PublishPlan,
): Promise<void> {
  const results = cells.flatMap(({ result }) => (result === undefined ? [] : [result]));
  if (results.length === 0 || (results.length < cells.length && !partial)) {
    throw new UserError(
      `Expected all ${cells.length} trials of ${experiment.spec.name} to be done, got ${results.length}. ` +
        'Run it again, or publish what is there with --partial.',
    );
  }
  if (!shrink) refuseToShrink(target, results);
  await replaceFolder(target, {
    write: async (fresh) => {
      const isPartial = results.length < cells.length;
      await writeExperimentFile(fresh, toPublishedExperiment(experiment, isPartial));
      const store = new ResultStore(fresh);
      for (const result of results) await store.write(toPublished(result));
      for (const [file, result] of importanceFiles(results)) {
        const values = importanceOf(join(importance, file), result);
        const model = modelLabel(values.model as ModelSource);
        await writeImportance(join(importanceFolder(fresh), file), { ...values, model });
      }
    },
  });
}

/** An experiment without paths; what is nothing special is left out, as in what was published before. */
function toPublishedExperiment(
  { typed, parts = [{}], inputs: _, partial: __, ...experiment }: ExperimentFile,
  isPartial: boolean,
): ExperimentFile {
  return {
    ...experiment,
    spec: withoutPaths(experiment.spec),
    ...(typed && { typed: withoutTypedPaths(typed) }),
    ...(!isWholeSpec(parts) && { parts }),
    ...(isPartial && { partial: true }),
  };
}

/** A result without paths and weights, and without the labels of data that others may not pass on. */
function toPublished({ kept: _, ...result }: DoneResult): DoneResult {
  const trial = withoutPaths(result.trial);
  if (trial.data.kind === 'mini-glue' || trial.data.kind === 'mini') return { ...result, trial };
  const splits = Object.entries(result.predictions);
  const predictions = Object.fromEntries(
    splits.map(([name, split]) => [name, { predictions: split.predictions }]),
  );
  return { ...result, trial, predictions };
}

function refuseToShrink(target: string, results: readonly DoneResult[]): void {
  const kept = new Set(results.map(({ id }) => id));
  const published = publishedIds(target);
  const lost = published.filter((id) => !kept.has(id));
  if (lost.length === 0) return;
  const names = [...lost.slice(0, 10), ...(lost.length > 10 ? [`and ${lost.length - 10} more`] : [])];
  throw new UserError(
    `Expected every trial that is published in ${target} to stay, ${lost.length} of ${published.length} would vanish: ` +
      `${names.join(', ')}. Publish the whole spec, or say that this is wanted with --shrink.`,
  );
}

function publishedIds(target: string): string[] {
  if (!existsSync(target)) return [];
  const files = readdirSync(target).filter((name) => name.endsWith('.json') && name !== experimentFile);
  return files.map((name) => basename(name, '.json')).sort();
}

/** Every file of importance with a result that was selected by it. */
function importanceFiles(results: readonly DoneResult[]): ReadonlyMap<string, DoneResult> {
  return new Map(
    results.flatMap((result) => {
      const file = result.selection.importanceFile;
      return file === null ? [] : [[file, result] as const];
    }),
  );
}

/** The values in a file of importance; those that a result holds, if the file is gone, damaged or of other values. */
function importanceOf(path: string, { selection, trial, hashes }: DoneResult): StoredImportance {
  const { scores } = selection;
  const { importance: settings, task } = trial;
  const kept = readImportance(path);
  if (kept.kind === 'whole' && hashJson(kept.value.values) === hashJson(scores)) return kept.value;
  if (scores === null || settings === null)
    throw new Error(`Expected values of importance in the result of ${trial.id}, got none`);
  return {
    method: settings.method,
    values: [...scores],
    model: modelLabel(trial.model),
    task,
    settings,
    hashes,
  };
}

/** Folders are named by their last part: the content is known by its hash. */
function withoutPaths<
  T extends Pick<ExperimentSpec, 'model' | 'data'> & Partial<Pick<ExperimentSpec, 'sweep' | 'extraSweeps'>>,
>(value: T): T {
  const { model, data, sweep, extraSweeps } = value;
  return {
    ...value,
    model: modelWithoutPath(model),
    data: dataWithoutPath(data),
    ...(sweep && { sweep: sweepWithoutPaths(sweep) }),
    ...(extraSweeps && { extraSweeps: extraSweeps.map(sweepWithoutPaths) }),
  };
}

function modelWithoutPath(model: ModelSource): ModelSource {
  return typeof model === 'string' ? modelLabel(model) : model;
}

function sweepWithoutPaths<
  Sweep extends {
    readonly model?: readonly ModelSource[];
    readonly set?: Readonly<Record<string, readonly unknown[]>>;
  },
>(sweep: Sweep): Sweep {
  const { model, set } = sweep;
  return {
    ...sweep,
    ...(model && { model: model.map(modelWithoutPath) }),
    ...(set && { set: withoutFolders(set) as typeof set }),
  };
}

function dataWithoutPath(data: DataSource): DataSource {
  if (data.kind === 'folder') return { ...data, path: basename(data.path) };
  if (data.kind === 'table') return mapTableFiles(data, (path) => basename(path));
  if (data.kind !== 'files') return data;
  const benchmarks = Object.entries(data.benchmarks ?? {}).map(([name, path]) => [name, basename(path)]);
  return {
    ...data,
    train: basename(data.train),
    ...(data.benchmarks && { benchmarks: Object.fromEntries(benchmarks) as typeof data.benchmarks }),
  };
}

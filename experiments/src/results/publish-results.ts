import { UserError } from '@lamella/core';
import { readJsonFile, writeFileAtomically } from '@lamella/files';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { modelLabel } from '../inputs/labels.ts';
import type { DataSource, ExperimentSpec, ModelSource } from '../spec/experiment-spec.ts';
import type { Cell } from '../tables/collect-cells.ts';
import { writeExperimentFile, type ExperimentFile } from './experiment-file.ts';
import { importanceFolder } from './folders.ts';
import { formatJson } from './format-json.ts';
import { ResultStore } from './result-store.ts';
import type { DoneResult } from './trial-result.ts';

/**
 * Copies the results that are done, with their importance, to a folder that is committed: whole or not at all, and
 * without the paths of the machine that they were made on and the labels of data that is not Lamella's own.
 *
 * @throws UserError if trials are not done, unless `partial` says that this is known
 */
export async function publishResults(
  experiment: ExperimentFile,
  cells: readonly Cell[],
  options: { readonly importance: string; readonly target: string; readonly partial: boolean },
): Promise<void> {
  const { importance, target, partial } = options;
  const results = cells.flatMap(({ result }) => (result === undefined ? [] : [result]));
  if (results.length === 0 || (results.length < cells.length && !partial)) {
    throw new UserError(
      `Expected all ${cells.length} trials of ${experiment.spec.name} to be done, found ${results.length}. ` +
        'Run it again, or publish what is there with --partial.',
    );
  }
  const fresh = join(dirname(target), `.${basename(target)}.new`);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await writeExperimentFile(fresh, { ...experiment, spec: withoutPaths(experiment.spec) });
  const store = new ResultStore(fresh);
  for (const result of results) await store.write(toPublished(result));
  for (const file of importanceFiles(results)) {
    const values = readJsonFile(join(importance, file)) as { readonly model: ModelSource };
    const path = join(importanceFolder(fresh), file);
    await writeFileAtomically(path, formatJson({ ...values, model: modelLabel(values.model) }));
  }
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
}

/** A result without paths, and without the labels of data that others may not pass on. */
function toPublished(result: DoneResult): DoneResult {
  const trial = withoutPaths(result.trial);
  if (trial.data.kind === 'mini-glue' || trial.data.kind === 'mini') return { ...result, trial };
  const splits = Object.entries(result.predictions);
  const predictions = Object.fromEntries(
    splits.map(([name, split]) => [name, { predictions: split.predictions }]),
  );
  return { ...result, trial, predictions };
}

function importanceFiles(results: readonly DoneResult[]): string[] {
  return [...new Set(results.flatMap(({ selection }) => selection.importanceFile ?? []))];
}

/** Folders are named by their last part: the content is known by its hash. */
function withoutPaths<T extends Pick<ExperimentSpec, 'model' | 'data'>>(value: T): T {
  return {
    ...value,
    model: typeof value.model === 'string' ? modelLabel(value.model) : value.model,
    data: dataWithoutPath(value.data),
  };
}

function dataWithoutPath(data: DataSource): DataSource {
  if (data.kind === 'folder') return { ...data, path: basename(data.path) };
  if (data.kind !== 'files') return data;
  const benchmarks = Object.entries(data.benchmarks ?? {}).map(([name, path]) => [name, basename(path)]);
  return {
    ...data,
    train: basename(data.train),
    ...(data.benchmarks && { benchmarks: Object.fromEntries(benchmarks) as typeof data.benchmarks }),
  };
}
